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
