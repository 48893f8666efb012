"""Fluxes, float32: speed of the data path, and memory up to the statistics.

Goals: `fit` from FITS has at least 0.97 of the speed on a float32 array in RAM for
every architecture; the peaks of anonymous memory (RssAnon) for 2,000 and 6,000 images
of 128 px and five bands differ by at most 150 MB. `data_path` and `split_memory`
measure uint8.
"""

import os
import sys
import tempfile
from pathlib import Path

import h5py
import numpy as np

from benchmarks.common.memory_growth import holds
from benchmarks.common.table import row

SIZES = (2_000, 6_000)
PIXELS, BANDS = 128, 5
ALLOWED_MB = 150
IMAGES = 2_000


def prepare(folder: Path, count: int) -> None:
    """Write the file to import: noise with gaps, piece by piece."""
    rng = np.random.default_rng(0)
    shape = (count, PIXELS, PIXELS, BANDS)
    with h5py.File(folder / "source.h5", "w") as file:
        cube = file.create_dataset("images", shape, np.float32)
        for start in range(0, count, 100):
            piece = rng.standard_normal((100, *shape[1:]), np.float32)
            piece[::3, :4] = np.nan
            cube[start : start + 100] = piece
        file["ans"] = np.arange(count, dtype=np.uint8) % 10


def import_fluxes(folder: Path) -> None:
    """Do what the rule import_dataset does."""
    from galaxybench.preparation.importing import import_dataset

    options = {"path": str(folder / "source.h5"), "nan": "median", "classes": None}
    options |= {"images": "images", "labels": "ans"}
    output = folder / "images.fits", folder / "dataset.json"
    import_dataset("hdf5", [], options, {}, *output)


def split_fluxes(folder: Path) -> None:
    """Do what the rule split_dataset does."""
    from benchmarks.split_memory import split_images

    split_images(folder)


def fit_statistics(folder: Path) -> None:
    """Do what the rule fit_normalization does."""
    from galaxybench.preparation.pixel_statistics import fit_pixel_statistics

    fit_pixel_statistics(folder / "train.fits")


def speeds(architectures: list[str]) -> list[bool]:
    """Compare the speeds, and say which goals are met."""
    from benchmarks.common.images import CLASSES, write_noise
    from benchmarks.data_path import GOAL, SIZE, compare
    from galaxybench.config import declarations
    from galaxybench.machine import backends
    from galaxybench.training.batches import Batches

    backends.limit_threads(os.cpu_count() or 1)
    held = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "images.fits"
        write_noise(path, IMAGES, SIZE, np.float32)
        batches = Batches(path, len(CLASSES), 32)
        array, labels = np.array(batches.images), batches.one_hot[batches.labels]
        for architecture in architectures or declarations.models():
            found = compare(architecture, path, array, labels)
            name = f"{architecture}: fit of fluxes from FITS / from an array in RAM"
            held.append(row(name, found, GOAL, most=False))
    return held


if __name__ == "__main__":
    steps = (import_fluxes, split_fluxes, fit_statistics)
    flat = holds(steps, SIZES, prepare, ALLOWED_MB)
    sys.exit(not all([flat, *speeds(sys.argv[1:])]))
