"""Image files for benchmarks: noise where only speed counts."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from astropy.table import Table

from galaxybench.images.fits import write_cube

CLASSES = [f"class {n}" for n in range(10)]


def write_noise(
    path: Path, count: int, size: int, dtype: np.dtype | type = np.uint8
) -> None:
    """Write images of noise piece by piece; the first class is a little larger.

    Args:
        path: FITS file to write, as `fits.write_cube` does.
        count: number of images.
        size: pixels per side.
        dtype: uint8, or float32 of the same values.
    """
    rng = np.random.default_rng(0)
    rows = np.arange(count)
    labels = np.where(rows % 50 == 1, 0, rows % len(CLASSES))

    def pieces() -> Iterator[np.ndarray]:
        for start in range(0, count, 100):
            shape = (min(100, count - start), size, size, 3)
            yield rng.integers(0, 256, shape, np.uint8).astype(dtype)

    write_cube(
        path,
        pieces(),
        (count, size, size, 3),
        labels,
        Table({"source_index": rows}),
        CLASSES,
        {"source": "noise of a benchmark"},
        dtype=dtype,
    )
