"""The IDX files of the MNIST family: compressed byte arrays for train and test.

The format: two zero bytes, the type (8 for uint8), the number of axes, the length of
every axis as a big-endian 32-bit integer, then the values.
"""

import gzip
import math
import struct
import zlib
from pathlib import Path

import numpy as np

from galaxybench.files import refuse_pointer
from galaxybench.images.imageset import ImageSet, parts_catalog
from galaxybench.images.labels import checked_labels

UINT8 = 8


def read_idx(path: Path, axes: int) -> np.ndarray:
    """Read a gzip-compressed IDX file of uint8 values in `axes` axes.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: the file has another format or is truncated.
    """
    if not path.is_file():
        raise FileNotFoundError(f"no file {path}: download it again")
    refuse_pointer(path)
    try:
        with gzip.open(path) as file:
            content = file.read()
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise ValueError(
            f"{path} is truncated or not a gzip file ({error}): download it again"
        ) from error
    magic = bytes([0, 0, UINT8, axes])
    if content[:4] != magic:
        raise ValueError(
            f"{path} is not an IDX file of uint8 in {axes} axes: it must start with "
            f"{magic.hex()}, got {content[:4].hex()}"
        )
    start = 4 + 4 * axes
    if len(content) < start:
        raise ValueError(f"{path} is truncated in its header: download it again")
    shape = struct.unpack(f">{axes}I", content[4:start])
    if len(content) - start != math.prod(shape):
        raise ValueError(
            f"{path}: got {len(content) - start} values, expected {math.prod(shape)} "
            f"of shape {shape}; download it again"
        )
    return np.frombuffer(content, np.uint8, offset=start).reshape(shape)


def open_idx(
    files: list[Path], classes: list[str], provenance: dict[str, str]
) -> ImageSet:
    """Open the four files of a data set of the MNIST family.

    They are training images, training labels, test images and test labels. The catalog
    has `part`, "train" or "test".

    Raises:
        ValueError: a file has another format, or the files do not fit together.
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

    return ImageSet(
        shape=(*train.shape[1:], 1),
        labels=np.concatenate(labels),
        classes=classes,
        catalog=parts_catalog(len(train), len(test)),
        read=read,
        provenance=provenance,
    )
