"""Arrays of images: which axis is which, and which pixels can be used."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

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
        read: ascending indices (m,) -> images (m, height, width, channels) uint8.
    """

    where: str
    count: int
    shape: tuple[int, int, int]
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
    where: str, shape: tuple[int, ...], dtype: np.dtype, read: Read
) -> ImageArray:
    """Make images of an array (n, …), which `read` reads row by row.

    Raises:
        ValueError: the pixels or the shape cannot be used.
    """
    one, channels_first = _layout(where, shape)
    _refuse_other_pixels(where, shape, dtype, read)

    def images(indices: np.ndarray) -> np.ndarray:
        found = read(np.asarray(indices, int))
        if channels_first:
            found = np.moveaxis(found, 1, -1)
        return np.ascontiguousarray(found).reshape(len(indices), *one)

    return ImageArray(where, shape[0], one, images)


def _refuse_other_pixels(
    where: str, shape: tuple[int, ...], dtype: np.dtype, read: Read
) -> None:
    """Refuse pixels that are not uint8: the one place that says so."""
    if dtype == np.uint8:
        return
    named = dtype.newbyteorder("=")
    values, found = read(np.arange(min(LOOKED_AT, shape[0]))), ""
    if values.dtype.kind in "iufb":
        low, high = np.nanmin(values), np.nanmax(values)
        found = f" from {low:g} to {high:g}" if dtype.kind != "b" else ""
    if dtype.kind == "b":
        cure = "save 255 * images.astype('uint8')"
    elif dtype.kind in "iuf":
        cure = (
            "choose the values `black` and `white` that become 0 and 255 in all "
            "images, and save np.interp(images, (black, white), (0, 255)).round()"
            ".astype('uint8')"
        )
    else:
        cure = "save the pixels as numbers"
    raise ValueError(
        f"images: {where}: images must be uint8, got {named}{found} (in the first "
        f"{min(LOOKED_AT, shape[0])} images): {cure}"
    )


def _layout(where: str, shape: tuple[int, ...]) -> tuple[tuple[int, int, int], bool]:
    """Return (height, width, channels), and whether channels come first.

    Raises:
        ValueError: the shape is another, or may mean two things.
    """
    got = f"images: {where}: got an array of the shape {shape}"
    expected = (
        "expected (n, height, width), (n, height, width, channels) or (n, channels, "
        "height, width) with 1 or 3 channels"
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
    first, last = shape[1], shape[3]
    sides = [axis for axis in (first, last) if axis > FEW]
    if shape[2] <= FEW or not sides:
        raise ValueError(
            f"{got}, of which it cannot be told which axis has the channels: images "
            f"must have more than {FEW} pixels per side, {expected}"
        )
    if last in (1, 3) and first > FEW:
        return (first, shape[2], last), False
    if first in (1, 3) and last > FEW:
        return (shape[2], last, first), True
    few = "images[..., :3]" if last < first else "images[:, :3]"
    raise ValueError(f"{got}, {expected}: choose one or three channels, as in {few}")
