"""What the pixels of an imported data set are like, read once, batch by batch.

Pictures have 256 possible values, whose counts are exact. Of fluxes, the least, the
largest and the mean value are exact; quantiles and histogram are those of a seeded
sample of the pixels.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from galaxybench.images.fits import open_cube
from galaxybench.images.imageset import images_per_batch
from galaxybench.images.pixel_types import is_flux

SHARES = (0.001, 0.01, 0.5, 0.99, 0.999)
"""Of the pixels that are below a quantile, or equal to it."""
SAMPLED = 2000
"""Most images from which the quantiles of fluxes are taken."""
PIXELS = 2**19
"""Most pixels per band from which they are taken."""
BINS = 128
"""Of a histogram of fluxes; that of a picture has one per value."""
SEED = 0
BATCH_BYTES = 2**22
VALUES = 256  # of a uint8 pixel


@dataclass(frozen=True)
class Band:
    """The pixels of one band.

    Attributes:
        low, high, mean: of all pixels.
        quantiles: one value for each of SHARES.
        limits: the two values at which pixels may be cut off: 0 and 255 of pictures,
            `low` and `high` of fluxes.
        at_limits: the shares of all pixels that have these values.
        flat: the number of images in which this band has one value everywhere.
        edges: (b + 1,) float64, the edges of the bins of the histogram.
        counts: (b,) int64, pixels in each bin.
        centre, softening: bins of fluxes are equally wide within `softening` of the
            `centre`, and grow with the distance far beyond it (asinh). A softening of 0
            makes all bins equally wide.
    """

    low: float
    high: float
    mean: float
    quantiles: tuple[float, ...]
    limits: tuple[float, float]
    at_limits: tuple[float, float]
    flat: int
    edges: np.ndarray
    counts: np.ndarray
    centre: float = 0.0
    softening: float = 0.0


@dataclass(frozen=True)
class PixelSurvey:
    """The pixels of a data set.

    Attributes:
        bands: one per band.
        constant: (m,) int64, the rows of images in which no band has two values.
        sampled: the images from which quantiles and histograms are taken.
        pixels: the pixels per band from which they are taken.
        whole: whether these are all pixels.
    """

    bands: list[Band]
    constant: np.ndarray
    sampled: int
    pixels: int
    whole: bool


def survey_pixels(images: Path) -> PixelSurvey:
    """Read the images of a data set once.

    Raises:
        ValueError: the file has no images, or is truncated.
    """
    cube = open_cube(images)
    return _of_fluxes(cube) if is_flux(cube.dtype) else _of_pictures(cube)


def _batches(cube: np.ndarray) -> Iterator[tuple[int, np.ndarray]]:
    """Yield the first row of a batch, and its pixels (m, height * width, bands)."""
    size = images_per_batch(cube.shape[1:], BATCH_BYTES, cube.dtype)
    for start in range(0, len(cube), size):
        batch = np.asarray(cube[start : start + size])
        yield start, batch.reshape(len(batch), -1, batch.shape[-1])


def _of_pictures(cube: np.ndarray) -> PixelSurvey:
    """Count every value of every band."""
    images, height, width, bands = cube.shape
    counts = np.zeros((bands, VALUES), np.int64)
    flat = np.zeros((images, bands), bool)
    for start, pixels in _batches(cube):
        for band in range(bands):
            own = np.ascontiguousarray(pixels[..., band])
            counts[band] += np.bincount(own.ravel(), minlength=VALUES)
            flat[start : start + len(own), band] = own.min(1) == own.max(1)
    described = [
        _picture_band(own, int(alone))
        for own, alone in zip(counts, flat.sum(0), strict=True)
    ]
    constant = np.flatnonzero(flat.all(axis=1))
    return PixelSurvey(described, constant, images, images * height * width, whole=True)


def _picture_band(counts: np.ndarray, flat: int) -> Band:
    total, values = int(counts.sum()), np.arange(VALUES)
    present = np.flatnonzero(counts)
    cumulative = np.cumsum(counts) / total
    return Band(
        low=float(present[0]),
        high=float(present[-1]),
        mean=float(counts @ values / total),
        quantiles=tuple(float(np.searchsorted(cumulative, share)) for share in SHARES),
        limits=(0.0, VALUES - 1.0),
        at_limits=(float(counts[0] / total), float(counts[-1] / total)),
        flat=flat,
        edges=np.arange(VALUES + 1) - 0.5,
        counts=counts,
    )


def _of_fluxes(cube: np.ndarray) -> PixelSurvey:
    """Read all pixels for their limits and mean, and keep a sample of them."""
    images, height, width, bands = cube.shape
    drawn = _Sample(images, height * width)
    limits = _Limits(bands)
    total = np.zeros(bands)
    flat = np.zeros((images, bands), bool)
    for start, pixels in _batches(cube):
        low, high = pixels.min(axis=1), pixels.max(axis=1)
        flat[start : start + len(pixels)] = low == high
        limits.add(pixels.reshape(-1, bands), low.min(axis=0), high.max(axis=0))
        total += pixels.sum(axis=(0, 1), dtype=np.float64)
        drawn.add(start, pixels)
    sample, whole = np.concatenate(drawn.parts), images * height * width
    described = [
        _flux_band(
            np.sort(sample[:, band]),
            limits.of(band, whole),
            mean=float(total[band] / whole),
            flat=int(flat[:, band].sum()),
        )
        for band in range(bands)
    ]
    return PixelSurvey(
        described,
        np.flatnonzero(flat.all(axis=1)),
        len(drawn.rows),
        len(sample),
        whole=len(sample) == whole,
    )


class _Sample:
    """Some pixels of some images, the same in every run."""

    def __init__(self, images: int, pixels: int) -> None:
        self._rng = np.random.default_rng(SEED)
        number = min(images, SAMPLED)
        self.rows = np.sort(self._rng.choice(images, number, replace=False))
        self._each = min(pixels, max(1, PIXELS // number))
        self.parts: list[np.ndarray] = []

    def add(self, start: int, pixels: np.ndarray) -> None:
        """Draw from a batch (m, pixels, bands) whose first row is `start`."""
        here = np.searchsorted(self.rows, (start, start + len(pixels)))
        for row in self.rows[slice(*here)] - start:
            image = pixels[row]
            if self._each < len(image):
                image = self._rng.choice(image, self._each, replace=False)
            self.parts.append(image)


class _Limits:
    """The least and the largest value of every band, and how many pixels have them."""

    def __init__(self, bands: int) -> None:
        self._low, self._high = np.full(bands, np.inf), np.full(bands, -np.inf)
        self._lowest = np.zeros(bands, np.int64)
        self._highest = np.zeros(bands, np.int64)

    def add(self, pixels: np.ndarray, low: np.ndarray, high: np.ndarray) -> None:
        """Add pixels (m, bands) with their least and largest values (bands,)."""
        self._lowest[low < self._low] = 0
        self._highest[high > self._high] = 0
        self._low, self._high = np.minimum(low, self._low), np.maximum(high, self._high)
        self._lowest += (pixels == self._low.astype(pixels.dtype)).sum(axis=0)
        self._highest += (pixels == self._high.astype(pixels.dtype)).sum(axis=0)

    def of(self, band: int, pixels: int) -> tuple[tuple[float, float], ...]:
        """Return both values of a band, and their shares of so many pixels."""
        values = float(self._low[band]), float(self._high[band])
        counts = int(self._lowest[band]), int(self._highest[band])
        return values, (counts[0] / pixels, counts[1] / pixels)


def _flux_band(
    sample: np.ndarray,
    limits: tuple[tuple[float, float], ...],
    *,
    mean: float,
    flat: int,
) -> Band:
    """Describe a band by a sample of its pixels, in ascending order."""
    sample = sample.astype(np.float64)
    centre, softening = float(np.median(sample)), _softening(sample)
    bins: int | np.ndarray = BINS
    if softening:
        ends = sample[[0, -1]]
        steps = np.linspace(*np.arcsinh((ends - centre) / softening), BINS + 1)
        between = centre + softening * np.sinh(steps[1:-1])
        bins = np.concatenate([ends[:1], between, ends[1:]])
    counts, edges = np.histogram(sample, bins)
    values, shares = limits
    return Band(
        *values,
        mean=mean,
        quantiles=tuple(np.quantile(sample, SHARES).tolist()),
        limits=values,
        at_limits=shares,
        flat=flat,
        edges=edges,
        counts=counts,
        centre=centre,
        softening=softening,
    )


def _softening(sample: np.ndarray) -> float:
    """Return half of the interquartile range: about the noise of an empty sky.

    Where more than half of all pixels are equal, it is a thousandth of the whole range,
    and 0 where all of them are.
    """
    low, high = np.quantile(sample, (0.25, 0.75))
    return float(high - low) / 2 or float(sample[-1] - sample[0]) / 1000
