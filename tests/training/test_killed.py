"""Trainings that are killed at any moment, again and again."""

import json
import multiprocessing
import random
import signal
import time
from pathlib import Path

import pytest

from galaxybench.jobs import run_lock
from tests.helpers.training_setup import (
    EVERYTHING,
    GALAXY10,
    recipe,
    results,
    same,
    train,
    without_times,
    write_all,
)

KILLS = 8
CHANGES = {**EVERYTHING, "epochs": 40, "schedule": {"name": "reduce_on_plateau"}}


def job(folder: Path, images: dict) -> None:
    """Train as scripts/train_model.py does."""
    with run_lock.alone(images["state"], images["outputs"], {}) as to_do:
        assert to_do
        train(images, GALAXY10, recipe(**CHANGES), seed=3)


def start(folder: Path, images: dict) -> multiprocessing.Process:
    # Forked from a server that has imported TensorFlow and run nothing.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests", __name__])
    process = context.Process(target=job, args=(folder, images))
    process.start()
    return process


def epochs_done(images: dict) -> int:
    try:
        return len(images["outputs"]["history"].read_text().splitlines())
    except FileNotFoundError:
        return 0


@pytest.mark.slow
@pytest.mark.parametrize("kill", [signal.SIGKILL, signal.SIGTERM])
def test_ends_bit_for_bit_as_a_run_that_nobody_killed(
    tmp_path: Path, kill: signal.Signals
) -> None:
    whole, killed = (write_all(tmp_path / name) for name in ("whole", "killed"))
    process = start(tmp_path / "whole", whole)
    while not epochs_done(whole):
        time.sleep(0.02)
    began = time.monotonic()
    process.join()
    assert process.exitcode == 0
    epoch = (time.monotonic() - began) / CHANGES["epochs"]

    codes = []
    for _ in range(KILLS):
        process = start(tmp_path / "killed", killed)
        enough = epochs_done(killed) + random.randint(1, 2)
        while epochs_done(killed) < enough and process.is_alive():
            time.sleep(0.005)
        # Somewhere in the next two epochs, also while one is being saved.
        process.join(random.uniform(0, 2 * epoch))
        process.kill() if kill == signal.SIGKILL else process.terminate()
        process.join()
        if not killed["state"].exists():
            break  # it came when all was trained
        codes.append(process.exitcode)
    assert set(codes) == {-signal.SIGKILL if kill == signal.SIGKILL else 143}
    assert len(codes) > KILLS / 3, "it was too fast: no test"
    process = start(tmp_path / "killed", killed)
    process.join()

    first, history, description = results(whole["outputs"])
    second, killed_history, killed_description = results(killed["outputs"])
    assert without_times(history) == without_times(killed_history)
    assert same(first, second)
    for key in ("best_epoch", "epochs_run", "stopped_because"):
        assert description[key] == killed_description[key]
    assert json.dumps(description["recipe"]) == json.dumps(killed_description["recipe"])
    assert not killed["state"].parent.exists()
