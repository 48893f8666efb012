"""Images and labels in an HDF5 file, the layout of the Galaxy10 files.

In: a file with images (n, height, width, 3 or 1) or (n, height, width) uint8, or floats
of 1 to 32 bands, labels (n,) integers, and any number of columns (n,) of numbers or
text, such as `ra`, `dec`.
Out: an `ImageSet` that reads slices of the file, never all of it.
"""

import math
from collections.abc import Callable, Collection, Container
from contextlib import suppress
from pathlib import Path

import h5py
import numpy as np

from galaxybench.images.hdf5_columns import read_catalog
from galaxybench.images.hdf5_files import find_dataset, opened_hdf5, reading
from galaxybench.images.imageset import ImageSet
from galaxybench.images.labels import (
    check_length,
    checked_labels,
    numbered_classes,
    whole_labels,
)
from galaxybench.images.pixel_types import MOST_BANDS

CLASS_ATTRIBUTES = ("classes", "class_names")
MOST_CHANNELS = 8
"""An axis of at most this length is taken for channels in advice."""
_TO_THE_END = "; move channels to the end with np.moveaxis(images, 1, -1)"
CHUNK_CACHE_LIMIT = 256 * 2**20  # bytes


def open_hdf5(
    path: Path,
    *,
    images: str = "images",
    labels: str = "ans",
    classes: list[str] | None = None,
    columns: Collection[str] | None = None,
    count: int | None = None,
    fluxes: bool = False,
    provenance: dict[str, str],
) -> ImageSet:
    """Open an HDF5 file as a set of images, which are read piece by piece.

    Args:
        path: the file.
        images: key of the images.
        labels: key of the labels.
        classes: class names; None takes those in the file's attribute `classes` or
            `class_names`, or "class 0", "class 1", ... if it has neither.
        columns: the columns that the file must have and that the catalog gets; None
            takes every column in the file.
        count: the number of images that the file must have; None allows any.
        fluxes: whether the images may be floats, which are read as they are stored.
        provenance: where the file comes from.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: the file has another layout, or another number of images.
    """
    with opened_hdf5(path) as file:
        pixels = find_dataset(file, images, "images")
        shape = _image_shape(pixels, f"{path}, key {images!r}", fluxes)
        dtype = pixels.dtype.newbyteorder("=")
        where = f"{path}, key {labels!r}"
        numbers = _labels(find_dataset(file, labels, "labels"), len(pixels), where)
        if classes is None:
            classes = _class_names(file) or numbered_classes(numbers, where)
        found = checked_labels(numbers, len(pixels), classes, where)
        catalog = read_catalog(file, len(pixels), {images, labels}, columns)
    if count not in (None, len(found)):
        raise ValueError(
            f"{path}: the official file has {count} images, got {len(found)}; "
            "delete it to download it again, or use the source `hdf5`"
        )
    return ImageSet(
        shape=shape,
        labels=found,
        classes=list(classes),
        catalog=catalog,
        read=_reader(path, images, shape),
        dtype=dtype,
        provenance={**provenance, "file": path.name},
    )


def open_pixels(path: Path) -> tuple[int, Callable[[np.ndarray], np.ndarray]]:
    """Return the number of `images` in an HDF5 file, and their `ImageSet.read`.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: the file has no images in this layout.
    """
    with opened_hdf5(path) as file:
        pixels = find_dataset(file, "images", "images")
        shape, count = _image_shape(pixels, f"{path}, key 'images'"), len(pixels)
    return count, _reader(path, "images", shape)


def array_reader(
    path: Path, key: str
) -> tuple[tuple[int, ...], np.dtype, Callable[[np.ndarray], np.ndarray]]:
    """Return shape, type and reader of the array under `key`, whatever it holds.

    The reader takes ascending rows (m,) and returns them as they are stored.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: the file is damaged, or has no array under this key.
    """
    with opened_hdf5(path) as file:
        found = find_dataset(file, key, "images")
        shape, dtype = found.shape, found.dtype
    if dtype == np.uint8 and len(shape) > 1:
        return shape, dtype, _reader(path, key, shape[1:])

    def read(rows: np.ndarray) -> np.ndarray:
        with opened_hdf5(path) as file:
            return file[key][rows]

    return shape, dtype, read


def _reader(
    path: Path, key: str, shape: tuple[int, int, int]
) -> Callable[[np.ndarray], np.ndarray]:
    """Make a function that reads ascending rows as slices of consecutive rows.

    Reading a list of rows with h5py itself is slower by orders of magnitude. By default
    h5py stores chunks of many rows and few pixels. Each chunk is decompressed only once
    if the cache holds all chunks that cover the same rows. The file must not be open
    elsewhere, because HDF5 would then keep the cache of the file that is open.
    """
    with opened_hdf5(path) as file:
        images, chunk = file[key].shape, file[key].chunks
        dtype = file[key].dtype.newbyteorder("=")
    cache = {}
    if chunk:
        in_band = math.prod(
            math.ceil(length / step)
            for length, step in zip(images[1:], chunk[1:], strict=True)
        )
        band = (in_band + 1) * math.prod(chunk) * dtype.itemsize
        cache = {
            "rdcc_nbytes": min(max(band, 2**20), CHUNK_CACHE_LIMIT),
            "rdcc_nslots": 100 * in_band + 1,
        }
    pixels = h5py.File(path, **cache)[key]

    def read(indices: np.ndarray) -> np.ndarray:
        out = np.empty((len(indices), *images[1:]), dtype)
        breaks = np.flatnonzero(np.diff(indices) != 1) + 1
        start = 0
        for run in np.split(np.asarray(indices), breaks) if len(indices) else ():
            target = np.s_[start : start + len(run)]
            with reading(pixels, f"images {run[0]} to {run[-1]}"):
                pixels.read_direct(out, np.s_[run[0] : run[-1] + 1], target)
            start += len(run)
        return out.reshape(len(indices), *shape)

    return read


def _image_shape(
    pixels: h5py.Dataset, where: str, fluxes: bool = False
) -> tuple[int, int, int]:
    """Return (height, width, channels) of one image."""
    floats = fluxes and pixels.dtype.kind == "f" and pixels.dtype.itemsize <= 8
    if pixels.dtype != np.uint8 and not floats:
        kinds = "uint8, or float32 for fluxes" if fluxes else "uint8"
        raise ValueError(
            f"{where}: images must be {kinds}, got {pixels.dtype}: "
            f"{_pixel_advice(pixels.dtype.kind, fluxes)}"
        )
    shape = pixels.shape[1:]
    if len(shape) == 2:
        shape = (*shape, 1)
    allowed = range(1, MOST_BANDS + 1) if floats else (1, 3)
    if len(shape) != 3 or shape[2] not in allowed or 0 in shape:
        number = f"1 to {MOST_BANDS} bands" if floats else "1 or 3 channels"
        raise ValueError(
            f"{where}: images must have the shape (n, height, width, channels) with "
            f"{number}, or (n, height, width), got {pixels.shape}"
            f"{_shape_advice(pixels.shape, allowed)}"
        )
    if floats and shape[0] <= MOST_CHANNELS and shape[0] < shape[1] == shape[2]:
        raise ValueError(
            f"{where}: got the shape {pixels.shape}, of which the {shape[0]} seem to "
            f"be bands, needed: (n, height, width, bands){_TO_THE_END}"
        )
    return shape


def _pixel_advice(kind: str, fluxes: bool) -> str:
    """Say how to get pixels that can be read from values of this kind."""
    if kind == "b":
        return "convert them with 255 * images.astype('uint8')"
    if kind in "iuf":
        fluxes_too = (
            "store fluxes as floats, as in images.astype('float32'). For pictures, "
        )
        return (fluxes_too if fluxes else "") + (
            "choose the values `black` and `white` that become 0 and 255 in all "
            "images, and convert with np.interp(images, (black, white), (0, 255))"
            ".round().astype('uint8')"
        )
    return "store the pixels as numbers"


def _shape_advice(shape: tuple[int, ...], allowed: Container[int]) -> str:
    """Say how to bring images to the right shape; nothing if that is not clear."""
    if len(shape) != 4 or 0 in shape:
        return ""
    first, last = shape[1], shape[3]
    few = "one or three" if 2 not in allowed else f"at most {MOST_BANDS}"
    if first in allowed and shape[2] > MOST_CHANNELS < last:
        return _TO_THE_END
    if last <= MOST_CHANNELS < min(first, shape[2]):
        return f"; choose {few} of the {last} channels, as in images[..., :1]"
    if first <= MOST_CHANNELS < min(last, shape[2]):
        return (
            f"; choose {few} of the {first} channels and move them to the end, "
            "as in np.moveaxis(images[:, :1], 1, -1)"
        )
    return ""


def _labels(labels: h5py.Dataset, images: int, where: str) -> np.ndarray:
    """Read labels as integers (n,)."""
    check_length(labels.shape, images, where)
    with reading(labels):
        values = labels[()]
    return whole_labels(values, images, where)


def _class_names(file: h5py.File) -> list[str] | None:
    """Return the class names in the file's attributes, or None if it has none."""
    for name in CLASS_ATTRIBUTES:
        if name in file.attrs:
            names = np.atleast_1d(file.attrs[name])
            with suppress(UnicodeError):
                texts = [n.decode() if isinstance(n, bytes) else n for n in names]
                if texts and all(isinstance(n, str | np.integer) for n in texts):
                    # Text that h5py could not decode cannot be encoded again.
                    return [str(text).encode().decode() for text in texts]
            raise ValueError(
                f"{file.filename}, attribute {name!r}: got {names.tolist()}, expected "
                "a list of texts in UTF-8: correct it, or set `classes`"
            )
    return None
