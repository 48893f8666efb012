"""Two trainings at once, one thread each, against one after the other on two threads.

Goal: at most 1.15 of the time, so that concurrent trainings do not share a core. Needs
two idle cores.
"""

import sys
import tempfile
import time
from pathlib import Path

from benchmarks.common.images import write_noise
from benchmarks.common.processes import start
from benchmarks.common.recipes import STATISTICS, recipe
from benchmarks.common.table import row


def training(folder: Path, seed: int, threads: int) -> None:
    """Train a residual net for four epochs."""
    from galaxybench.machine import backends
    from galaxybench.training.session import TrainingSpec
    from galaxybench.training.training import train

    backends.limit_threads(threads)
    mine = folder / f"{seed}-{threads}"
    names = {"model": "model.keras", "history": "history.csv", "run": "run.json"}
    parts = folder / "train.fits", folder / "valid.fits"
    model = {"architecture": "resnet18", "options": {}}
    train(
        TrainingSpec(*parts, STATISTICS, model, recipe(epochs=4), seed),
        {key: mine / name for key, name in names.items()},
        state=mine / "state" / "digest",
        labels={},
        threads=threads,
    )


def main() -> None:
    """Measure, print, and fail if the goal is missed."""
    with tempfile.TemporaryDirectory() as path:
        folder = Path(path)
        write_noise(folder / "train.fits", 1_500, 69)
        write_noise(folder / "valid.fits", 200, 69)
        clock = time.perf_counter()
        for seed in (0, 1):
            finish(start(training, folder, seed, 2))
        one_by_one = time.perf_counter() - clock
        clock = time.perf_counter()
        jobs = [start(training, folder, seed, 1) for seed in (0, 1)]
        for job in jobs:
            finish(job)
        together = time.perf_counter() - clock
    name = "two trainings of one thread / one after the other on two"
    sys.exit(not row(name, together / one_by_one, 1.15))


def finish(job) -> None:
    """Wait for a training."""
    job.join()
    if job.exitcode:
        raise SystemExit("a training failed")


if __name__ == "__main__":
    main()
