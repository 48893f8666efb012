"""A labelled set of images: reading it in batches, checking and counting its labels."""

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
from astropy.table import Table


@dataclass(frozen=True)
class ImageSet:
    """What every data source returns.

    Attributes:
        shape: (height, width, channels) of one image.
        labels: (n,) int64, indices into `classes`.
        classes: class names.
        catalog: n rows. The column `source_index` is always present; `ra` and `dec`
            (degrees), `group`, `part` (the data set's own "train" or "test") and others
            are optional.
        read: ascending indices (m,) -> images (m, height, width, channels) uint8.
        provenance: where the images come from; written to the FITS headers.
    """

    shape: tuple[int, int, int]
    labels: np.ndarray
    classes: list[str]
    catalog: Table
    read: Callable[[np.ndarray], np.ndarray]
    provenance: dict[str, str] = field(default_factory=dict)

    def __len__(self) -> int:
        """Number of images."""
        return len(self.labels)

    def batches(self, size: int = 256) -> Iterator[np.ndarray]:
        """Read all images in order, (at most `size`, height, width, channels) uint8."""
        for start in range(0, len(self), size):
            yield self.read(np.arange(start, min(start + size, len(self))))


def checked_labels(
    labels: np.ndarray, images: int, classes: list[str], where: str
) -> np.ndarray:
    """Check labels as read from a file and convert them to int64.

    Args:
        labels: the array from the file, of any shape and type.
        images: number of images that they belong to.
        classes: the class names.
        where: the file and key, for the message.

    Returns:
        (n,) int64, indices into `classes`.

    Raises:
        ValueError: the labels are not integers, do not match the number of images, or
            are not indices into `classes`.
    """
    if labels.ndim != 1 or labels.dtype.kind not in "iu":
        raise ValueError(
            f"{where}: labels must be one integer per image, shape (n,), got shape "
            f"{labels.shape} {labels.dtype}; convert one-hot rows with argmax(axis=1)"
        )
    if len(labels) != images:
        raise ValueError(
            f"{where}: got {len(labels)} labels for {images} images, expected one "
            "label per image"
        )
    if images == 0:
        raise ValueError(f"{where}: got no images, expected at least one")
    low, high = int(labels.min()), int(labels.max())
    if low < 0 or high >= len(classes):
        raise ValueError(
            f"{where}: labels run from {low} to {high}, but there are {len(classes)} "
            f"classes (labels 0 to {len(classes) - 1}): {', '.join(classes)}; "
            "name every class, or number the labels from 0"
        )
    return labels.astype(np.int64)


def class_counts(labels: np.ndarray, classes: list[str]) -> dict[str, int]:
    """Count the images of every class: name -> number, in the order of `classes`."""
    counts = np.bincount(labels, minlength=len(classes))
    return dict(zip(classes, counts.tolist(), strict=True))


def images_per_batch(shape: Iterable[int], limit: int) -> int:
    """Return how many images of `shape` fit into `limit` bytes, at least one."""
    return max(1, limit // math.prod(shape))


def read_batches(
    cube: np.ndarray, rows: np.ndarray, limit: int
) -> Iterator[np.ndarray]:
    """Copy `rows` of a cube (n, height, width, channels) uint8 piece by piece.

    Args:
        cube: the images, usually a memory map.
        rows: (m,) indices of images, in the order in which they are wanted.
        limit: bytes per piece.
    """
    size = images_per_batch(cube.shape[1:], limit)
    for start in range(0, len(rows), size):
        yield cube[rows[start : start + size]]
