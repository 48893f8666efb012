"""The IDX files of the MNIST family: compressed byte arrays for train and test.

The format: two zero bytes, the type (8 for uint8), the number of axes, the length of
every axis as a big-endian 32-bit integer, then the values.
"""

import gzip
import struct
import zlib
from pathlib import Path

import numpy as np
from astropy.table import Table

from galaxybench.images.imageset import ImageSet, checked_labels

UINT8 = 8
PIECE = 2**20  # bytes read at a time


def read_idx(path: Path, axes: int) -> np.ndarray:
    """Read a gzip-compressed IDX file of uint8 values.

    Args:
        path: the file.
        axes: the number of axes that it must have.

    Returns:
        The values, uint8, with `axes` axes.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: the file has another format or is truncated.
    """
    if not Path(path).is_file():
        raise FileNotFoundError(f"no file {path}: download it again")
    try:
        with gzip.open(path) as file:
            return _parse(file, path, axes)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise ValueError(
            f"{path} is truncated or not a gzip file ({error}): download it again"
        ) from error


def open_idx(
    files: list[Path], classes: list[str], provenance: dict[str, str]
) -> ImageSet:
    """Open the four files of a data set of the MNIST family.

    Args:
        files: training images, training labels, test images, test labels.
        classes: the class names.
        provenance: where the files come from.

    Returns:
        The training images, then the test images, one channel; the catalog's column
        `part` is "train" or "test".
    """
    images = [read_idx(path, axes=3) for path in files[0::2]]
    labels = [
        checked_labels(read_idx(path, axes=1), len(part), classes, str(path))
        for path, part in zip(files[1::2], images, strict=True)
    ]
    train, test = images
    if train.shape[1:] != test.shape[1:]:
        raise ValueError(
            f"{files[0]} has images of {train.shape[1:]} pixels and {files[2]} of "
            f"{test.shape[1:]}; they must have the same size"
        )

    def read(indices: np.ndarray) -> np.ndarray:
        in_train = np.searchsorted(indices, len(train))
        parts = train[indices[:in_train]], test[indices[in_train:] - len(train)]
        return np.concatenate(parts)[..., np.newaxis]

    count = len(train) + len(test)
    catalog = Table(
        {
            "source_index": np.arange(count, dtype=np.int64),
            "part": np.repeat(["train", "test"], [len(train), len(test)]),
        }
    )
    return ImageSet(
        shape=(*train.shape[1:], 1),
        labels=np.concatenate(labels),
        classes=list(classes),
        catalog=catalog,
        read=read,
        provenance=provenance,
    )


def _parse(file: gzip.GzipFile, path: Path, axes: int) -> np.ndarray:
    magic = file.read(4)
    if magic != bytes([0, 0, UINT8, axes]):
        raise ValueError(
            f"{path} is not an IDX file of uint8 in {axes} axes: it must start with "
            f"{bytes([0, 0, UINT8, axes]).hex()}, got {magic.hex()}"
        )
    lengths = file.read(4 * axes)
    if len(lengths) < 4 * axes:
        raise ValueError(f"{path} is truncated in its header: download it again")
    shape = struct.unpack(f">{axes}I", lengths)
    values = np.empty(shape, np.uint8)
    target = memoryview(values.reshape(-1))
    filled = 0
    while filled < len(target):
        piece = file.read(min(PIECE, len(target) - filled))
        if not piece:
            raise ValueError(
                f"{path} is truncated: got {filled} values, expected {len(target)} of "
                f"shape {shape}; download it again"
            )
        target[filled : filled + len(piece)] = piece
        filled += len(piece)
    if file.read(1):
        raise ValueError(
            f"{path} has more values than its shape {shape}: download it again"
        )
    return values
