"""What happens between epochs: order, progress, resuming."""

import json
import logging
import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from galaxybench.training import epochs, session, training
from galaxybench.training.batches import Batches
from tests.helpers.training_setup import (
    ROOT,
    results,
    run,
    same,
    without_times,
    write_all,
)


def test_each_epoch_is_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        run(tmp_path)
    lines = [line for line in caplog.messages if line.startswith("epoch ")]
    assert len(lines) == 2
    assert lines[0].startswith("epoch 1/2: loss ")
    for word in ("accuracy", "val_loss", "val_accuracy", "lr", " s, ", "images/s"):
        assert word in lines[1]


def test_progress_within_a_long_epoch_is_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(epochs, "PROGRESS_SECONDS", 0)
    monkeypatch.setattr(session, "STEPS_PER_EXECUTION", 2)
    with caplog.at_level(logging.INFO):
        run(tmp_path, epochs=1)
    lines = [line.split(",")[0] for line in caplog.messages if ": batch " in line]
    assert lines == [f"epoch 1/1: batch {n}/5" for n in (2, 4, 5)]


@pytest.mark.parametrize("steps", [1, 2, 8])
def test_quartiles_over_the_batches_of_an_epoch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, steps: int
) -> None:
    """Without a rate every batch meets the weights that are saved."""
    monkeypatch.setattr(session, "STEPS_PER_EXECUTION", steps)
    still = {"optimizer": {"learning_rate": 1e-30}}
    model, history, _ = run(tmp_path, seed=1, epochs=2, **still)
    batches = Batches(tmp_path / "train.fits", 3, 16, seed=1)
    batches.start_epoch(1)
    columns = {"loss": [], "accuracy": []}
    for n in range(len(batches)):
        images, one_hot, _ = batches[n]
        p = np.asarray(model.predict_on_batch(images))
        columns["loss"].append(-np.log((p * one_hot).sum(axis=1)).mean())
        right = p.argmax(axis=1) == one_hot.argmax(axis=1)
        columns["accuracy"].append(right.mean())
    for name, values in columns.items():
        assert len(set(values)) > 2, "too few values: no test"
        for q in (25, 75):
            expected = np.percentile(values, q)
            assert history[1][f"{name}_q{q}"] == pytest.approx(expected, rel=1e-4)


def test_each_epoch_has_its_own_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, draw = {}, Batches.draw

    def record(batches: Batches, index: int) -> tuple:
        if batches.seed is not None:  # the training part
            rows = batches.order[index * 16 : (index + 1) * 16]
            read.setdefault(batches.epoch, {})[index] = sorted(rows.tolist())
        return draw(batches, index)

    monkeypatch.setattr(Batches, "draw", record)
    run(tmp_path, epochs=3)
    assert sorted(read) == [0, 1, 2]
    for batches in read.values():
        assert sorted(sum(batches.values(), [])) == list(range(70))
    assert read[0] != read[1] != read[2] != read[0]


@pytest.mark.parametrize("patience", [None, 1])
def test_a_run_that_lacks_only_its_outputs_writes_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, patience: int | None
) -> None:
    changes = {
        "epochs": 3,
        "optimizer": {"learning_rate": 1e-30},
        "early_stopping": {"patience": patience},
    }
    monkeypatch.setattr(training.shutil, "rmtree", lambda path: None)
    first, history, description = run(tmp_path, **changes)
    (tmp_path / "out/model.keras").unlink()
    second, again, resumed = run(tmp_path, **changes)
    assert same(first, second)
    assert history == again
    for key in ("stopped_because", "best_epoch", "epochs_run"):
        assert resumed[key] == description[key]
    assert resumed["resumed_from_epoch"] == len(history)


KILLED = """
import json, os, signal, sys
from pathlib import Path
sys.path[:0] = sys.argv[1:3]
from galaxybench.training import checkpoints
from tests.helpers.training_setup import EVERYTHING, GALAXY10, recipe, train, write_all
folder, kill_in, count, more = Path(sys.argv[3]), *map(json.loads, sys.argv[4:])
write, calls = checkpoints._write, []
def write_and_die(path, *args, **more):
    calls.append(path.name)
    if calls.count("progress.npz") == count and kill_in == path.name[:4]:
        path.with_name(f".{path.name}.0.part").write_bytes(b"half")
        os.kill(os.getpid(), signal.SIGKILL)
    write(path, *args, **more)
checkpoints._write = write_and_die
changes = {**EVERYTHING, "epochs": 4, "best": {"monitor": "loss"}, **more}
train(write_all(folder), GALAXY10, recipe(**changes), seed=3)
"""


PHASES = [
    {"epochs": 2, "learning_rate": 0.01, "freeze": "backbone"},
    {"epochs": 2, "learning_rate": 0.001},
]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("count", "resumed", "more"),
    [
        (3, 1, {}),
        # The fourth write begins the second phase, the fifth is its first epoch's.
        (4, 2, {"phases": PHASES}),
        (5, 2, {"phases": PHASES}),
    ],
)
def test_a_killed_run_ends_as_if_it_had_not_been_killed(
    tmp_path: Path, count: int, resumed: int, more: dict
) -> None:
    def process(folder: Path, kill_in: str = "") -> int:
        code = [sys.executable, "-c", KILLED, str(ROOT), str(ROOT / "scripts")]
        code += [str(folder), *map(json.dumps, (kill_in, count, more))]
        environment = os.environ | {"TF_CPP_MIN_LOG_LEVEL": "2"}
        return subprocess.run(code, env=environment).returncode

    assert process(tmp_path / "whole") == 0
    assert process(tmp_path / "killed", "prog") == -signal.SIGKILL
    assert (tmp_path / "killed/state/digest/progress.npz").exists()
    assert process(tmp_path / "killed") == 0
    outputs = [write_all(tmp_path / name)["outputs"] for name in ("whole", "killed")]
    whole, whole_history, whole_run = results(outputs[0])
    killed, killed_history, killed_run = results(outputs[1])
    assert without_times(whole_history) == without_times(killed_history)
    assert same(whole, killed)
    assert whole_run["best_epoch"] == killed_run["best_epoch"]
    assert killed_run["resumed_from_epoch"] == resumed
    assert not (tmp_path / "killed/state/digest").exists()
