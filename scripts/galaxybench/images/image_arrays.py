"""Arrays of images: which axis is which, and which pixels can be used."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

import numpy as np

from galaxybench.images.pixel_types import MOST_BANDS
from galaxybench.images.tables import ImageTable

LOOKED_AT = 100
"""Images from which a message takes the range of pixels that cannot be used."""
FEW = 4
"""A side of an image is longer than this, and it has at most this many channels."""

Read = Callable[[np.ndarray], np.ndarray]
"""Ascending rows (m,) -> these rows of an array, as they are stored."""


@dataclass(frozen=True)
class ImageArray:
    """Images of one array.

    Attributes:
        where: file and key, for messages.
        count: the number of images n.
        shape: (height, width, channels) of one image.
        dtype: uint8, or a type of floats.
        read: ascending indices (m,) -> images (m, height, width, channels).
    """

    where: str
    count: int
    shape: tuple[int, int, int]
    dtype: np.dtype
    read: Read


def check_length(array: ImageArray, table: ImageTable) -> None:
    """Check that an array has one image for every row of a table.

    Raises:
        ValueError: it has another number of images.
    """
    if array.count != table.rows:
        cure = "save both anew from the same list"
        if table.rows in array.shape[:2]:
            cure = "the first axis must number the images: np.moveaxis(images, -1, 0)"
        raise ValueError(
            f"images: {array.where} has {array.count:,} images, the table "
            f"{table.place} has {table.rows:,} rows, expected one image per row in the "
            f"same order: {cure}"
        )


def images_of(
    where: str,
    shape: tuple[int, ...],
    dtype: np.dtype,
    read: Read,
    fluxes: bool = False,
) -> ImageArray:
    """Make images of an array (n, …), which `read` reads row by row.

    They are uint8 with 1 or 3 channels; if there may be `fluxes`, or floats of 1 to 32
    bands.

    Raises:
        ValueError: the pixels or the shape cannot be used.
    """
    floats = fluxes and dtype.kind == "f" and dtype.itemsize <= 8
    if not floats:
        _refuse_other_pixels(where, shape, dtype, read, fluxes)
    bands = range(1, MOST_BANDS + 1) if floats else (1, 3)
    one, channels_first = _layout(where, shape, bands)
    native = dtype.newbyteorder("=")

    def images(indices: np.ndarray) -> np.ndarray:
        found = read(np.asarray(indices, int))
        if channels_first:
            found = np.moveaxis(found, 1, -1)
        return np.ascontiguousarray(found, native).reshape(len(indices), *one)

    return ImageArray(where, shape[0], one, native, images)


def _refuse_other_pixels(
    where: str, shape: tuple[int, ...], dtype: np.dtype, read: Read, fluxes: bool
) -> None:
    """Refuse pixels that are not uint8; say whether `fluxes` may be floats."""
    if dtype == np.uint8 or not shape or 0 in shape:
        return
    named = dtype.newbyteorder("=")
    values, found = read(np.arange(min(LOOKED_AT, shape[0]))), ""
    if values.dtype.kind in "iufb":
        low, high = np.nanmin(values), np.nanmax(values)
        found = f" from {low:g} to {high:g}" if dtype.kind != "b" else ""
    kinds = "uint8, or floats of at most 64 bits for fluxes" if fluxes else "uint8"
    if dtype.kind == "b":
        cure = "save 255 * images.astype('uint8')"
    elif dtype.kind in "iuf":
        cure = (
            "choose the values `black` and `white` that become 0 and 255 in all "
            "images, and save np.interp(images, (black, white), (0, 255)).round()"
            ".astype('uint8')"
        )
        if fluxes:
            cure = f"fluxes: save images.astype('float32'); pictures: {cure}"
    else:
        cure = "save the pixels as numbers"
    raise ValueError(
        f"images: {where}: images must be {kinds}, got {named}{found} (in the first "
        f"{min(LOOKED_AT, shape[0])} images): {cure}"
    )


def _layout(
    where: str, shape: tuple[int, ...], bands: Collection[int]
) -> tuple[tuple[int, int, int], bool]:
    """Return (height, width, channels), and whether channels come first.

    Raises:
        ValueError: the shape is another, or may mean two things.
    """
    got = f"images: {where}: got an array of the shape {shape}"
    number = "1 or 3 channels" if len(bands) == 2 else f"1 to {max(bands)} bands"
    expected = (
        "expected (n, height, width), (n, height, width, channels) or (n, channels, "
        f"height, width) with {number}"
    )
    if len(shape) not in (3, 4) or 0 in shape:
        cure = "save the images as one array, the first axis numbering them"
        raise ValueError(f"{got}, {expected}: {cure}")
    if len(shape) == 3:
        if min(shape[1:]) <= FEW:
            raise ValueError(
                f"{got}, which may be one image with channels: {expected}. Save "
                "images[..., np.newaxis] if these are grey images, or images"
                "[np.newaxis] if this is one image"
            )
        return (*shape[1:], 1), False
    first, middle, last = shape[1:]
    if middle <= FEW or max(first, last) <= FEW:
        raise ValueError(
            f"{got}, of which it cannot be told which axis has the channels: images "
            f"must have more than {FEW} pixels per side, {expected}"
        )
    # The channels are the shorter axis, and the sides of an image are like each other.
    if last in bands and FEW < first and last < min(first, middle):
        return (first, middle, last), False
    if first in bands and FEW < last and first < min(middle, last):
        return (middle, last, first), True
    if len(bands) > 2:
        raise ValueError(
            f"{got}, {expected}, fewer than the pixels per side: bring the bands to "
            "the end, as in np.moveaxis(images, 1, -1), or choose some of them"
        )
    few = "images[..., :3]" if last < first else "images[:, :3]"
    raise ValueError(f"{got}, {expected}: choose one or three channels, as in {few}")
