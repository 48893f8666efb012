"""Pixel statistics of a training part, streamed.

Pictures have 256 possible values, whose histogram is exact. Of fluxes, mean and
deviation are exact; the quantiles are those of a seeded sample of the pixels.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from galaxybench.images.fits import open_cube
from galaxybench.images.imageset import read_batches
from galaxybench.images.pixel_types import LIMITS, is_flux

VALUES = 256  # of a uint8 pixel
BATCH_BYTES = 2**22
"""Small, because numpy.bincount converts a batch to 8-byte integers."""
SAMPLE = 2**18
"""Most pixels per band from which quantiles are taken."""
SEED = 0
PERCENTILES = ("p01", "p50", "p99", "low", "high")
QUANTILES = 1000
"""Quantiles per band, at the shares (i + 0.5) / QUANTILES."""


def fit_pixel_statistics(train: Path) -> dict[str, Any]:
    """Derive the statistics of every channel of the images.

    Returns:
        `images`: their number; `shape`: (height, width, channels); `channels`: per
        channel, a dict of mean, std, min, max, p01, p50 and p99 in raw pixel values.
        For uint8 also `histogram`: per channel, a list of 256 counts. For float32 also
        `quantiles`: per band, a list of QUANTILES; `sample`: the pixels per band that
        they are taken from; `seed`: of the sample; and in `channels` the limits `low`
        and `high` of a stretch. All ready for JSON.
    """
    cube = open_cube(train)
    images, *shape = cube.shape
    known = {"images": images, "shape": shape}
    if is_flux(cube.dtype):
        return known | _of_fluxes(cube)
    histogram = np.zeros((shape[-1], VALUES), dtype=np.int64)
    for batch in read_batches(cube, np.arange(images), BATCH_BYTES):
        for channel, counts in enumerate(histogram):
            counts += np.bincount(batch[..., channel].ravel(), minlength=VALUES)
    return {
        **known,
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


def _of_fluxes(cube: np.ndarray) -> dict[str, Any]:
    """Read the images once, for the moments and the sample of each band."""
    bands = cube.shape[-1]
    count, mean, squares = 0, np.zeros(bands), np.zeros(bands)
    low, high = np.full(bands, np.inf), np.full(bands, -np.inf)
    samples = []
    for pixels, chosen in _pixels(cube):
        samples.append(chosen)
        low, high = np.minimum(low, pixels.min(0)), np.maximum(high, pixels.max(0))
        # Chan, Golub and LeVeque 1979: combine the moments of two parts.
        new, own = len(pixels), pixels.mean(0, dtype=np.float64)
        offset = own - mean
        squares += ((pixels - own) ** 2).sum(0) + offset**2 * count * new / (
            count + new
        )
        mean += offset * new / (count + new)
        count += new
    sample = np.concatenate(samples)
    shares = (np.arange(QUANTILES) + 0.5) / QUANTILES
    quantiles = np.quantile(sample, shares, axis=0).T
    percentiles = np.quantile(sample, (0.01, 0.5, 0.99, *LIMITS), axis=0).T
    deviation = np.sqrt(squares / count)
    return {
        "quantiles": quantiles.astype(float).tolist(),
        "sample": len(sample),
        "seed": SEED,
        "channels": [
            {
                "mean": float(mean[band]),
                "std": float(deviation[band]),
                "min": float(low[band]),
                "max": float(high[band]),
                **dict(zip(PERCENTILES, map(float, part), strict=True)),
            }
            for band, part in enumerate(percentiles)
        ],
    }


def _pixels(cube: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yield pixels (m, bands) float32 batch by batch, and the sampled ones of them.

    The sample takes as many pixels of every image, up to SAMPLE in all.
    """
    images, height, width, bands = cube.shape
    each, whole = max(1, SAMPLE // images), height * width
    rng = np.random.default_rng(SEED)
    for batch in read_batches(cube, np.arange(images), BATCH_BYTES):
        pixels = batch.reshape(len(batch), whole, bands)
        chosen = pixels
        if each < whole:
            places = rng.integers(0, whole, (len(batch), each, 1))
            chosen = np.take_along_axis(pixels, places, axis=1)
        yield pixels.reshape(-1, bands), chosen.reshape(-1, bands)
