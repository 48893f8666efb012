"""Images of floats brought to another size, with undefined pixels kept apart.

The brightness of a surface stays: a flux per pixel keeps its value where the image is
flat, and the sum over an image changes with the number of pixels.
"""

import math

import numpy as np
from PIL import Image

LEAST = 0.5
"""A pixel is undefined if less than this share of its weights is on defined pixels."""


def resampled(band: np.ndarray, size: int, side: float | None = None) -> np.ndarray:
    """Crop one band to a square around its centre and resample it (Lanczos).

    NaN does not spread: a pixel of the result is the mean of the defined pixels, with
    the weights of the kernel, or NaN where these make up less than LEAST.

    Args:
        band: (height, width) uint8 or floats, without infinite values.
        size: pixels per side of the result.
        side: pixels per side of the square, at most the shorter side of the band. Its
            edges may lie within pixels. None takes the shorter side, in whole pixels.

    Returns:
        (size, size), uint8 or float32.
    """
    box = None
    if side is None:
        band = np.ascontiguousarray(square(band))
    else:
        box = _box(band, side)
    undefined = np.isnan(band)
    if not undefined.any():
        return _lanczos(band, size, box)
    weights = _lanczos((~undefined).astype(np.float32), size, box)
    sums = _lanczos(np.where(undefined, 0, band), size, box)
    known = weights >= LEAST
    return np.where(known, sums / np.where(known, weights, 1), np.float32(np.nan))


def square(band: np.ndarray, side: float | None = None) -> np.ndarray:
    """Return the pixels of a band, (height, width), that the square has, also in part.

    Args:
        band: (height, width).
        side: as of `resampled`.
    """
    if side is not None:
        left, top, right, bottom = _box(band, side)
        return band[
            math.floor(top) : math.ceil(bottom), math.floor(left) : math.ceil(right)
        ]
    height, width = band.shape
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    return band[top : top + side, left : left + side]


def _box(band: np.ndarray, side: float) -> tuple[float, float, float, float]:
    """Return left, top, right and bottom of the square, in pixels."""
    height, width = band.shape
    left, top = max((width - side) / 2, 0), max((height - side) / 2, 0)
    return left, top, min(left + side, width), min(top + side, height)


def _lanczos(
    band: np.ndarray, size: int, box: tuple[float, float, float, float] | None
) -> np.ndarray:
    pixels = band if band.dtype == np.uint8 else band.astype(np.float32)
    picture = Image.fromarray(pixels)
    return np.asarray(picture.resize((size, size), Image.Resampling.LANCZOS, box=box))
