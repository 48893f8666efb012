"""Speed of the first epoch on a file that is not in memory, against one that is.

The kernel is told to drop the file's pages, and /proc/self/io shows that it was read
from the disk again. The result depends on the disk; the net is small, so that little
hides the reading, and nothing is built meanwhile. Goal: at least 0.9 of the speed.
"""

import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

import keras

from benchmarks.common.images import CLASSES, write_noise
from benchmarks.common.recipes import STATISTICS, recipe
from benchmarks.common.table import row
from galaxybench.jobs import page_cache
from galaxybench.machine import backends
from galaxybench.networks.classifier import build_classifier
from galaxybench.training.input_pipelines import input_pipeline
from galaxybench.training.phases import phases
from galaxybench.training.session import compile_model, open_batches
from galaxybench.training.training_model import build_training_model

ROUNDS = 8
MODEL = {"architecture": "lenet5", "options": {}}
RECIPE = recipe(batch_size=64, normalization="rescale")
VALID = 64


def forget(path: Path) -> None:
    """Make the kernel drop a file's pages."""
    with path.open("rb") as file:
        os.fsync(file)
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def from_disk() -> int:
    """Bytes that this process has read from disks."""
    lines = Path("/proc/self/io").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("read_bytes")).split()[1])


def ratio(folder: Path, size: int) -> float:
    """Speed of an epoch on a cold file to that on a warm one, best of rounds."""
    keras.utils.clear_session()
    images, valid = folder / f"{size}.fits", folder / f"{size}-valid.fits"
    shape = (size, size, 3)
    classifier = build_classifier(shape, len(CLASSES), MODEL, RECIPE, STATISTICS)
    trainable = build_training_model(classifier, RECIPE["augmentation"], seed=0)

    def epoch(path: Path) -> float:
        """Begin as a training does: open the file and start reading ahead."""
        clock = time.perf_counter()
        page_cache.fill(path)
        batches, _ = open_batches(path, valid, len(CLASSES), RECIPE, seed=0)
        trainable.batch_log.restart()
        trainable.fit(input_pipeline(batches), shuffle=False, verbose=0)
        return time.perf_counter() - clock

    batches, _ = open_batches(images, valid, len(CLASSES), RECIPE, seed=0)
    [phase] = phases(RECIPE)
    compile_model(trainable, RECIPE, phase, len(batches))
    epoch(images)  # traces
    cold, warm = [], []
    for _ in range(ROUNDS):
        warm.append(epoch(images))
        # Mapped pages cannot be dropped, so this is a file that no process has opened.
        copy = shutil.copyfile(images, folder / "cold.fits")
        forget(copy)
        before = from_disk()
        cold.append(epoch(copy))
        copy.unlink()
        read = (from_disk() - before) / images.stat().st_size
        print(
            f"{size} px: warm {warm[-1]:.2f} s, cold {cold[-1]:.2f} s, {read:.0%} read"
        )
        if read < 0.9:
            raise SystemExit(f"{images.parent} keeps files in memory: set TMPDIR")
    return min(warm) / min(cold)


def main() -> None:
    """Measure, print, and fail if the goal is missed."""
    backends.limit_threads(os.cpu_count() or 1)
    held = []
    with tempfile.TemporaryDirectory() as path:
        folder = Path(path)
        for size, count in ((69, 8_000), (256, 1_000)):
            write_noise(folder / f"{size}.fits", count, size)
            write_noise(folder / f"{size}-valid.fits", VALID, size)
            name = f"lenet5, {size} px: speed on a cold file / on a warm one"
            held.append(row(name, ratio(folder, size), 0.9, most=False))
    sys.exit(not all(held))


if __name__ == "__main__":
    main()
