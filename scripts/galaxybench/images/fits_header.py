"""The first header of an image file: what FITS needs, class names and provenance."""

from collections.abc import Mapping

import numpy as np
from astropy.io import fits

from galaxybench.images.fits_text import escaped
from galaxybench.images.pixel_types import bitpix

UNDATED = "of this HDU"
"""The comment of the checksums. Astropy's own is a date, which would make any two files
differ."""


def image_header(
    shape: tuple[int, ...],
    dtype: np.dtype | type,
    classes: list[str],
    header: Mapping[str, str | int | float | bool],
) -> fits.Header:
    """Make the first header: the layout of the images, classes and provenance.

    Args:
        shape: (n, height, width, channels); (n,) where there are no pixels.
        dtype: of the images, uint8 or float32.
        classes: the class names.
        header: provenance, one card per key.

    Raises:
        ValueError: a key cannot be written, or the dtype is another.
    """
    axes = shape if len(shape) > 1 else ()
    bits = bitpix(dtype)
    cards = fits.Header([("SIMPLE", True), ("BITPIX", bits), ("NAXIS", len(axes))])
    for axis, length in enumerate(reversed(axes), start=1):
        cards[f"NAXIS{axis}"] = int(length)
    cards["EXTEND"] = True
    cards["NCLASSES"] = (len(classes), "number of classes")
    for label, name in enumerate(classes):
        key = _card_key(f"CLASS{label}")
        cards[key] = escaped(name, key)
    cards["PROVKEYS"] = escaped(" ".join(header))
    for key, value in header.items():
        if key.upper() in cards or set(key) & set(" ="):
            raise ValueError(f"header key {key!r} is taken or has a space or '='")
        name = _card_key(key)
        cards[name] = escaped(value, name) if isinstance(value, str) else value
    # Placeholders, until the images are signed.
    cards["CHECKSUM"] = ("0" * 16, UNDATED)
    cards["DATASUM"] = ("0" * 10, UNDATED)
    return cards


def _card_key(key: str) -> str:
    """Return the key of a card: astropy warns of a long one without its prefix."""
    return key if len(key) <= 8 else f"HIERARCH {key}"
