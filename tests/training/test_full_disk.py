"""A training whose disk becomes full, on a small file system of its own."""

import errno
import subprocess
from collections.abc import Iterator
from pathlib import Path

import keras
import pytest

from galaxybench.training import epochs
from tests.helpers.training_setup import run, same, without_times


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A run's folder whose state lies on a disk of 4 MB."""
    state = tmp_path / "run" / "state"
    state.mkdir(parents=True)
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", state]
    try:
        done = subprocess.run(mount, capture_output=True, text=True)
    except FileNotFoundError:
        pytest.skip("there is no mount command here")
    if done.returncode:
        pytest.skip(f"nothing can be mounted here: {done.stderr.strip()}")
    yield state.parent
    subprocess.run(["umount", state], check=True)


def fill(path: Path) -> None:
    """Write until the disk is full."""
    try:
        with path.open("wb", buffering=0) as file:
            while True:
                file.write(bytes(1000))
    except OSError as error:
        assert error.errno == errno.ENOSPC


def test_says_so_and_goes_on_bit_for_bit_when_there_is_room(
    tmp_path: Path, small_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, history, _ = run(tmp_path / "whole", epochs=4)
    filling, save = small_disk / "state" / "filling", epochs.Epochs._save

    def save_on_a_full_disk(self: epochs.Epochs, model: keras.Model) -> None:
        if len(self.history) == 3:
            fill(filling)
        save(self, model)

    monkeypatch.setattr(epochs.Epochs, "_save", save_on_a_full_disk)
    with pytest.raises(OSError, match="free some and run the same command") as raised:
        run(small_disk, epochs=4)
    assert raised.value.errno == errno.ENOSPC
    assert Path(raised.value.filename).parent == small_disk / "state" / "digest"
    assert not list(small_disk.rglob("*.part*"))
    assert not (small_disk / "out" / "model.keras").exists()

    filling.unlink()
    monkeypatch.undo()
    resumed, resumed_history, description = run(small_disk, epochs=4)
    assert description["resumed_from_epoch"] == 2
    assert without_times(resumed_history) == without_times(history)
    assert same(resumed, whole)
