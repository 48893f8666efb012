"""Memory of importing and splitting: 2,000 against 10,000 images of 256 px.

Goal: the peaks of anonymous memory (RssAnon) differ by at most 150 MB. Pages of mapped
files are not counted: the kernel drops them when it needs the memory.
"""

import sys
from pathlib import Path

import h5py
import numpy as np

from benchmarks.common.memory_growth import holds

SIZES = (2_000, 10_000)
PIXELS = 256
ALLOWED_MB = 150


def write_source(path: Path, images: int) -> None:
    """Write noise in the layout of Galaxy10 DECaLS, piece by piece."""
    rng = np.random.default_rng(0)
    shape = (images, PIXELS, PIXELS, 3)
    with h5py.File(path, "w") as file:
        cube = file.create_dataset("images", shape, np.uint8)
        for start in range(0, images, 100):
            piece = rng.bytes(100 * PIXELS * PIXELS * 3)
            cube[start : start + 100] = np.frombuffer(piece, np.uint8).reshape(
                100, *shape[1:]
            )
        file["ans"] = np.arange(images, dtype=np.uint8) % 10
        file["ra"] = rng.uniform(0, 360, images)
        file["dec"] = rng.uniform(-10, 60, images)


def import_images(folder: Path) -> None:
    """Do what the rule import_dataset does."""
    from galaxybench.preparation.importing import import_dataset

    path = str(folder / "source.h5")
    options = {"path": path, "classes": None, "images": "images", "labels": "ans"}
    options["nan"] = "refuse"
    output = folder / "images.fits", folder / "dataset.json"
    import_dataset("hdf5", [], options, {}, *output)


def split_images(folder: Path) -> None:
    """Do what the rule split_dataset does."""
    from galaxybench.preparation.splitting import PARTS, split_dataset

    split = {"method": "holdout", "test": 0.2, "valid": 0.2, "seed": 1001}
    parts = {part: folder / f"{part}.fits" for part in PARTS}
    split_dataset(folder / "images.fits", split, parts, folder / "split.json")


def prepare(folder: Path, count: int) -> None:
    """Write the file to import."""
    write_source(folder / "source.h5", count)


if __name__ == "__main__":
    steps = (import_images, split_images)
    sys.exit(not holds(steps, SIZES, prepare, ALLOWED_MB))
