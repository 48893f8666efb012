"""A labelled set of images that is read piece by piece."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
from astropy.table import Table


@dataclass(frozen=True)
class ImageSet:
    """What every data source gives.

    Attributes:
        shape: (height, width, channels) of one image.
        labels: (n,) int64, an index into `classes`.
        classes: class names.
        catalog: n rows; always `source_index`, optionally `ra` and `dec` in degrees,
            `group`, `part` ("train" or "test": the data set's own), and more.
        read: ascending indices (m,) -> images (m, height, width, channels) uint8.
        provenance: where the images come from; goes into the FITS headers.
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
    """Check labels as they were read and give them as int64.

    Args:
        labels: what was read.
        images: number of images that they belong to.
        classes: the class names.
        where: the file and key, for the message.

    Returns:
        (n,) int64, every one an index into `classes`.

    Raises:
        ValueError: the labels are no integers, are too few or too many, or lie
            outside the classes.
    """
    if labels.ndim != 1 or labels.dtype.kind not in "iu":
        raise ValueError(
            f"{where}: labels must be one integer an image, shape (n,), got shape "
            f"{labels.shape} {labels.dtype}; of one-hot rows write argmax(axis=1)"
        )
    if len(labels) != images:
        raise ValueError(
            f"{where}: got {len(labels)} labels for {images} images; "
            "there must be one label an image"
        )
    if images == 0:
        raise ValueError(f"{where}: there is no image")
    low, high = int(labels.min()), int(labels.max())
    if low < 0 or high >= len(classes):
        raise ValueError(
            f"{where}: labels run from {low} to {high}, but there are {len(classes)} "
            f"classes (labels 0 to {len(classes) - 1}): {', '.join(classes)}; "
            "name every class, or number the labels from 0"
        )
    return labels.astype(np.int64)
