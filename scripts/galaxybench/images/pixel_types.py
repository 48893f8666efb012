"""The two kinds of pixels: uint8 of pictures, and float32 of fluxes.

FITS stores floats with the most significant byte first (FITS standard 4.0, section
5.3). Every other step computes with the byte order of the machine.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

STORED = {8: np.dtype(np.uint8), -32: np.dtype(">f4")}
"""BITPIX of a FITS file -> its pixels as they are stored."""
MOST_BANDS = 32
"""Of an image of fluxes."""
LIMITS = (0.01, 0.999)
"""Shares of the pixels of a band that are below the limits of a stretch."""


def bitpix(dtype: np.dtype | type) -> int:
    """Return the BITPIX of a FITS file of uint8 or float32 pixels."""
    return next(bits for bits, stored in STORED.items() if stored == _stored(dtype))


def as_stored(images: np.ndarray) -> np.ndarray:
    """Lay out uint8 or float32 images as FITS stores them."""
    return np.ascontiguousarray(images, _stored(images.dtype))


def is_flux(dtype: np.dtype | type) -> bool:
    """Whether pixels of this type are fluxes, float32, and not those of pictures."""
    return np.dtype(dtype) == np.float32


class FluxCube:
    """The float32 images of a FITS file, read-only, read when they are indexed.

    It is indexed like an array (n, height, width, bands), and gives native float32.

    Attributes:
        stored: (n, height, width, bands) big-endian float32, a memory map.
        shape: (n, height, width, bands).
        dtype: float32, native.
    """

    def __init__(self, stored: np.ndarray) -> None:
        """Take the memory map of the file."""
        self.stored, self.shape = stored, stored.shape
        self.dtype = np.dtype(np.float32)

    def __len__(self) -> int:
        """Number of images."""
        return len(self.stored)

    def __getitem__(self, index: Any) -> np.ndarray:  # noqa: ANN401
        """Read pixels: native float32."""
        return np.array(self.stored[index], self.dtype)

    def __array__(
        self, dtype: np.dtype | None = None, copy: bool | None = None
    ) -> np.ndarray:
        """Read all images, as NumPy asks for them."""
        return np.array(self.stored, dtype or self.dtype)


def refuse_brightness(augmentation: Mapping[str, Any], dtype: np.dtype | type) -> None:
    """Refuse to brighten fluxes: the option is a share of the range 0 to 255.

    Raises:
        ValueError: the `augmentation` of a recipe does so.
    """
    if augmentation.get("brightness") and is_flux(dtype):
        raise ValueError(
            f"recipe key 'augmentation.brightness': got {augmentation['brightness']}, "
            "which adds a share of 0 to 255, but the images are fluxes (float32), "
            "which have no such range: set it to 0"
        )


def _stored(dtype: np.dtype | type) -> np.dtype:
    """Return the type in the file.

    Raises:
        ValueError: it is neither uint8 nor float32.
    """
    native = np.dtype(dtype).newbyteorder("=")
    known = {stored.newbyteorder("="): stored for stored in STORED.values()}
    if native not in known:
        raise ValueError(f"got pixels of {np.dtype(dtype)}, allowed: uint8 or float32")
    return known[native]
