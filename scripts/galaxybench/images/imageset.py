"""A labelled set of images: reading it in batches, counting its labels."""

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from astropy.table import Table


@dataclass(frozen=True)
class ImageSet:
    """The labelled images that every data source returns.

    Attributes:
        shape: (height, width, channels) of one image; () where there are no pixels,
            only what is known of the images.
        labels: (n,) int64, indices into `classes`.
        classes: class names.
        catalog: n rows. The column `source_index` is always present; `ra` and `dec`
            (degrees), `group`, `part` (the data set's own "train" or "test") and others
            are optional.
        read: ascending indices (m,) -> images (m, height, width, channels).
        provenance: where the images come from; written to the FITS headers.
        warnings: gives what the user should know of the images that were read so far.
        measured: gives columns of the catalog, name -> (n,), that are known only once
            all images were read. Raises a ValueError for images that cannot be used.
        dtype: of the images: uint8 for pictures; floats for fluxes, which `select`
            brings to float32.
        gaps: indices (m,) that were read -> (m, channels), the share of the pixels that
            are NaN in the files, where `read` resamples; None where it does not.
        nan: what undefined pixels of fluxes become, as for `undefined.filled`.
    """

    shape: tuple[int, ...]
    labels: np.ndarray
    classes: list[str]
    catalog: Table
    read: Callable[[np.ndarray], np.ndarray]
    provenance: dict[str, str] = field(default_factory=dict)
    warnings: Callable[[], list[str]] = list
    measured: Callable[[], dict[str, np.ndarray]] = dict
    dtype: np.dtype = np.dtype(np.uint8)
    gaps: Callable[[np.ndarray], np.ndarray] | None = None
    nan: str | dict[str, float] = "refuse"

    def __len__(self) -> int:
        """Number of images."""
        return len(self.labels)

    def batches(self, size: int = 256) -> Iterator[np.ndarray]:
        """Read all images in order, (at most `size`, height, width, channels).

        Without pixels, there are no batches.
        """
        if not self.shape:
            return
        for start in range(0, len(self), size):
            yield self.read(np.arange(start, min(start + size, len(self))))


def official_provenance(
    source: str, files: list[dict[str, Any]], citation: str
) -> dict[str, str]:
    """Return the provenance of a source's official `FILES`, with a sha256 each."""
    sha256 = " ".join(file["sha256"] for file in files)
    return {"source": source, "sha256": sha256, "citation": citation}


def parts_catalog(train: int, test: int) -> Table:
    """Make the catalog of `train` training images, followed by `test` test images."""
    return Table(
        {
            "source_index": np.arange(train + test),
            "part": np.repeat(["train", "test"], [train, test]),
        }
    )


def class_counts(labels: np.ndarray, classes: list[str]) -> dict[str, int]:
    """Count the images of every class: name -> number, in the order of `classes`."""
    counts = np.bincount(labels, minlength=len(classes))
    return dict(zip(classes, counts.tolist(), strict=True))


def images_per_batch(
    shape: Iterable[int], limit: int, dtype: np.dtype | type = np.uint8
) -> int:
    """Return how many images of `shape` fit into `limit` bytes, at least one."""
    return max(1, limit // (math.prod(shape) * np.dtype(dtype).itemsize))


def read_batches(
    cube: np.ndarray, rows: np.ndarray, limit: int
) -> Iterator[np.ndarray]:
    """Copy `rows` (m,) of a cube (n, height, width, channels) piece by piece.

    A piece has at most `limit` bytes, but at least one image.
    """
    size = images_per_batch(cube.shape[1:], limit, cube.dtype)
    for start in range(0, len(rows), size):
        yield cube[rows[start : start + size]]
