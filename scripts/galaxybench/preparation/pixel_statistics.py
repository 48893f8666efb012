"""Exact pixel statistics of a training part, from a histogram that is streamed."""

from pathlib import Path
from typing import Any

import numpy as np

from galaxybench.images.fits import open_cube
from galaxybench.images.imageset import read_batches

VALUES = 256  # of a uint8 pixel
BATCH_BYTES = 2**22
"""Small, because numpy.bincount converts a batch to 8-byte integers."""


def fit_pixel_statistics(train: Path) -> dict[str, Any]:
    """Count every pixel value of every channel and derive the statistics.

    Returns:
        `images`: their number; `shape`: (height, width, channels); `histogram`: per
        channel, a list of 256 counts; `channels`: per channel, a dict of mean, std,
        min, max, p01, p50 and p99 in raw pixel values. All ready for JSON.
    """
    cube = open_cube(train)
    images, *shape = cube.shape
    histogram = np.zeros((shape[-1], VALUES), dtype=np.int64)
    for batch in read_batches(cube, np.arange(images), BATCH_BYTES):
        for channel, counts in enumerate(histogram):
            counts += np.bincount(batch[..., channel].ravel(), minlength=VALUES)
    return {
        "images": images,
        "shape": shape,
        "histogram": histogram.tolist(),
        "channels": [_statistics(counts.tolist()) for counts in histogram],
    }


def _statistics(counts: list[int]) -> dict[str, float]:
    """Derive the statistics of one channel; Python's integers make the sums exact."""
    pixels = sum(counts)
    total = sum(value * count for value, count in enumerate(counts))
    squares = sum(value**2 * count for value, count in enumerate(counts))
    present = [value for value, count in enumerate(counts) if count]
    cumulative = np.cumsum(counts)
    return {
        "mean": total / pixels,
        "std": ((pixels * squares - total**2) / pixels**2) ** 0.5,
        "min": present[0],
        "max": present[-1],
        **{
            f"p{percent:02d}": int(np.searchsorted(cumulative, percent * pixels / 100))
            for percent in (1, 50, 99)
        },
    }
