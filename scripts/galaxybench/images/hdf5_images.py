"""Images and labels in an HDF5 file, the layout of the Galaxy10 files.

In: a file with images (n, height, width, 3 or 1) or (n, height, width) uint8, labels
(n,) integers, and any number of columns (n,) of numbers or text, such as `ra`, `dec`.
Out: an `ImageSet` that reads slices of the file, never all of it.
"""

import math
from collections.abc import Callable, Collection
from pathlib import Path

import h5py
import numpy as np
from astropy.table import Table

from galaxybench.images.imageset import ImageSet, checked_labels

CLASS_ATTRIBUTES = ("classes", "class_names")
# galaxybench writes these columns itself, so those of the file are left out.
RESERVED_COLUMNS = {"source_index", "content"}
CHUNK_CACHE_LIMIT = 256 * 2**20  # bytes


def open_hdf5(
    path: Path,
    *,
    images: str = "images",
    labels: str = "ans",
    classes: list[str] | None = None,
    columns: Collection[str] | None = None,
    count: int | None = None,
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
        provenance: where the file comes from.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: the file has another layout, or another number of images.
    """
    with _open(path) as file:
        pixels = _dataset(file, images, "images")
        shape = _image_shape(pixels, f"{path}, key {images!r}")
        found = _dataset(file, labels, "labels")[()]
        if classes is None:
            classes = _class_names(file, found)
        where = f"{path}, key {labels!r}"
        found = checked_labels(found, len(pixels), classes, where)
        catalog = _catalog(file, len(pixels), {images, labels}, columns)
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
        provenance={**provenance, "file": path.name},
    )


def open_pixels(path: Path) -> tuple[int, Callable[[np.ndarray], np.ndarray]]:
    """Return the number of `images` in an HDF5 file, and their `ImageSet.read`.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: the file has no images in this layout.
    """
    with _open(path) as file:
        pixels = _dataset(file, "images", "images")
        shape, count = _image_shape(pixels, f"{path}, key 'images'"), len(pixels)
    return count, _reader(path, "images", shape)


def _reader(
    path: Path, key: str, shape: tuple[int, int, int]
) -> Callable[[np.ndarray], np.ndarray]:
    """Make a function that reads ascending rows as slices of consecutive rows.

    Reading a list of rows with h5py itself is slower by orders of magnitude. By default
    h5py stores chunks of many rows and few pixels. Each chunk is decompressed only once
    if the cache holds all chunks that cover the same rows. The file must not be open
    elsewhere, because HDF5 would then keep the cache of the file that is open.
    """
    with h5py.File(path) as file:
        images, chunk = file[key].shape, file[key].chunks
    cache = {}
    if chunk:
        in_band = math.prod(
            math.ceil(length / step)
            for length, step in zip(images[1:], chunk[1:], strict=True)
        )
        band = (in_band + 1) * math.prod(chunk)
        cache = {
            "rdcc_nbytes": min(max(band, 2**20), CHUNK_CACHE_LIMIT),
            "rdcc_nslots": 100 * in_band + 1,
        }
    pixels = h5py.File(path, **cache)[key]

    def read(indices: np.ndarray) -> np.ndarray:
        out = np.empty((len(indices), *images[1:]), np.uint8)
        breaks = np.flatnonzero(np.diff(indices) != 1) + 1
        start = 0
        for run in np.split(np.asarray(indices), breaks) if len(indices) else ():
            target = np.s_[start : start + len(run)]
            pixels.read_direct(out, np.s_[run[0] : run[-1] + 1], target)
            start += len(run)
        return out.reshape(len(indices), *shape)

    return read


def _open(path: Path) -> h5py.File:
    if not path.is_file():
        raise FileNotFoundError(f"no file {path}: correct `path` or put the file there")
    try:
        return h5py.File(path)
    except OSError as error:
        raise ValueError(f"{path} cannot be read as an HDF5 file: {error}") from error


def _dataset(file: h5py.File, key: str, what: str) -> h5py.Dataset:
    if not isinstance(file.get(key), h5py.Dataset):
        raise ValueError(
            f"{file.filename} has no {what} under the key {key!r}, only "
            f"{', '.join(file) or 'nothing'}: rename the key, or set it in the options"
        )
    return file[key]


def _image_shape(pixels: h5py.Dataset, where: str) -> tuple[int, int, int]:
    """Return (height, width, channels) of one image."""
    if pixels.dtype != np.uint8:
        cure = (
            "convert values in 0..1 with (images * 255).round().astype('uint8')"
            if pixels.dtype.kind == "f"
            else "scale them to 0..255 and convert with astype('uint8')"
        )
        raise ValueError(f"{where}: images must be uint8, got {pixels.dtype}; {cure}")
    shape = pixels.shape[1:]
    if len(shape) == 2:
        shape = (*shape, 1)
    if len(shape) != 3 or shape[2] not in (1, 3) or 0 in shape:
        raise ValueError(
            f"{where}: images must have the shape (n, height, width, channels) with 1 "
            f"or 3 channels, or (n, height, width), got {pixels.shape}; "
            "move channels to the end with np.moveaxis(images, 1, -1)"
        )
    return shape


def _class_names(file: h5py.File, labels: np.ndarray) -> list[str]:
    for name in CLASS_ATTRIBUTES:
        if name in file.attrs:
            names = np.atleast_1d(file.attrs[name])
            return [n.decode() if isinstance(n, bytes) else str(n) for n in names]
    highest = int(labels.max()) if labels.size else -1
    return [f"class {label}" for label in range(highest + 1)]


def _catalog(
    file: h5py.File, rows: int, taken: set[str], columns: Collection[str] | None
) -> Table:
    catalog = Table({"source_index": np.arange(rows, dtype=np.int64)})
    for key in sorted(set(file) - taken) if columns is None else columns:
        column = file.get(key)
        if isinstance(column, h5py.Dataset) and column.shape == (rows,):
            values = _column_values(column)
            # Grouping looks for `ra` and `dec` in lower case.
            name = key.lower() if key.lower() in ("ra", "dec") else key
            if values is not None and name not in RESERVED_COLUMNS:
                catalog[name] = values
        elif columns is not None:
            got = f"the shape {column.shape}" if column is not None else "nothing"
            raise ValueError(
                f"{file.filename}: expected a column {key!r} with one value per image "
                f"({rows},), got {got}; is this the official file?"
            )
    return catalog


def _column_values(column: h5py.Dataset) -> np.ndarray | None:
    """Read a column as bool, int64, float64 or str; None for anything else."""
    if h5py.check_string_dtype(column.dtype) is not None:
        return np.asarray(column.asstr(errors="replace")[()], dtype=str)
    wider = {"i": np.int64, "u": np.int64, "f": np.float64, "b": np.bool_}
    kind = column.dtype.kind
    return column[()].astype(wider[kind]) if kind in wider else None
