import fcntl
import json
import os
import threading
from pathlib import Path

import pytest

from galaxybench.jobs import locks, run_lock

LABELS = {"model_name": "dense", "seed": 1}


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "POLL_SECONDS", 0.02)


def outputs_in(folder: Path, **run: object) -> dict[str, Path]:
    paths = {"model": folder / "model.keras", "run": folder / "run.json"}
    if run:
        paths["model"].touch()
        paths["run"].write_text(json.dumps(run))
    return paths


class Other:
    """Another job, which holds a run for a moment."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        self.file = (folder / "lock").open("w")
        who = {"process": 77, "host": "node3", "slurm_job": "4711", "since": "noon"}
        self.file.write(json.dumps(who))
        self.file.flush()
        fcntl.flock(self.file, fcntl.LOCK_EX)

    def ends(self) -> None:
        threading.Timer(0.1, self.file.close).start()


def test_a_run_that_nobody_holds_is_to_be_done(tmp_path: Path) -> None:
    state = tmp_path / "run/digest"
    with run_lock.alone(state, outputs_in(tmp_path), LABELS) as to_do:
        assert to_do
        assert json.loads((tmp_path / "run/lock").read_text())["process"] == os.getpid()
    assert not (tmp_path / "run").exists()


def test_waits_for_another_job_and_says_who_it_is(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    other = Other(tmp_path / "run")
    other.ends()
    with run_lock.alone(tmp_path / "run/digest", outputs_in(tmp_path), LABELS) as to_do:
        assert other.file.closed
        assert to_do
    assert "held by process 77 on node3, SLURM job 4711, since noon" in caplog.text


@pytest.mark.parametrize(("seed", "expected"), [(1, False), (2, True)])
def test_what_the_other_job_finished_is_not_done_again(
    tmp_path: Path, seed: int, expected: bool
) -> None:
    """Outputs of another seed are not this run's."""
    Other(tmp_path / "run").ends()
    outputs = outputs_in(tmp_path, model_name="dense", seed=seed, epochs_run=3)
    with run_lock.alone(tmp_path / "run/digest", outputs, LABELS) as to_do:
        assert to_do == expected


def test_outputs_that_nobody_was_waited_for_are_made_anew(tmp_path: Path) -> None:
    """Snakemake asks for them again: it has its reasons."""
    outputs = outputs_in(tmp_path, **LABELS)
    with run_lock.alone(tmp_path / "run/digest", outputs, LABELS) as to_do:
        assert to_do


def test_a_lock_that_its_holder_removed_holds_nobody(tmp_path: Path) -> None:
    """Who waited for it must not share the run with who came after."""
    other = Other(tmp_path / "run")

    def ends() -> None:
        (tmp_path / "run/lock").unlink()
        other.file.close()

    threading.Timer(0.1, ends).start()
    with run_lock.alone(tmp_path / "run/digest", outputs_in(tmp_path), LABELS):
        with (tmp_path / "run/lock").open() as newcomer, pytest.raises(BlockingIOError):
            fcntl.flock(newcomer, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_states_of_what_has_changed_are_deleted(tmp_path: Path) -> None:
    state, stale = tmp_path / "run/digest", tmp_path / "run/older"
    for folder in (state, stale):
        folder.mkdir(parents=True)
        (folder / "progress.npz").touch()
    with run_lock.alone(state, outputs_in(tmp_path), LABELS):
        assert not stale.exists()
        assert (state / "progress.npz").exists()
    assert sorted(p.name for p in (tmp_path / "run").iterdir()) == ["digest"]
