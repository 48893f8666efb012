"""All images in one array: a .npy or .npz file, HDF5, or a FITS cube.

The order is that of a table beside it. Images are read in pieces.
"""

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from astropy.io import fits

from galaxybench.config.catalog_files import FITS, HDF5
from galaxybench.config.file_contents import refuse_changed, signature
from galaxybench.images.fits_integrity import refuse_damaged
from galaxybench.images.hdf5_files import opened_hdf5
from galaxybench.images.hdf5_images import array_reader
from galaxybench.images.image_arrays import ImageArray, Read, images_of
from galaxybench.images.npz_members import NpzMember, member_names


@dataclass(frozen=True)
class _Stored:
    where: str
    shape: tuple[int, ...]
    dtype: np.dtype
    read: Read


def open_array(path: Path, key: str | None = None, fluxes: bool = False) -> ImageArray:
    """Open the images of a file; the ending of its name decides the format.

    Args:
        path: the file.
        key: of the array in a .npz or HDF5 file; None takes `images`, or the only
            array that has as many axes as images.
        fluxes: whether the images may be floats.

    Raises:
        OSError: the file may not be read.
        ValueError: it is damaged, there is no such array, or it holds no images as in
            `image_arrays.images_of`.
    """
    before, suffix = signature(path), path.suffix.lower()
    if suffix in FITS:
        stored = _fits(path, key)
    elif suffix in HDF5:
        stored = _hdf5(path, key)
    elif suffix == ".npz":
        stored = _npz(path, key)
    else:
        stored = _npy(path, key)
    stored_as = stored.where, stored.shape, stored.dtype, stored.read
    opened = images_of(*stored_as, fluxes=fluxes)

    def read(indices: np.ndarray) -> np.ndarray:
        refuse_changed(path, before)
        return opened.read(indices)

    return replace(opened, read=read)


def npz_names(path: Path) -> list[str]:
    """List the arrays of a .npz file.

    Raises:
        OSError: the file may not be read.
        ValueError: it is damaged, or is no .npz file.
    """
    with _damaged(path):
        return member_names(path)


def read_npz(path: Path, name: str) -> np.ndarray:
    """Read a whole array of a .npz file.

    Raises:
        OSError: the file may not be read.
        ValueError: it is damaged, or the array holds Python objects.
    """
    with _damaged(path), np.load(path, allow_pickle=False) as arrays:
        return arrays[name]


def _npy(path: Path, key: str | None) -> _Stored:
    _refuse_key(path, key)
    with _damaged(path):
        # Mapped, so that only the images that are read are in memory.
        array = np.load(path, mmap_mode="r", allow_pickle=False)
    return _Stored(str(path), array.shape, array.dtype, lambda rows: array[rows])


def _npz(path: Path, key: str | None) -> _Stored:
    name = _chosen(path, key, npz_names(path))
    with _damaged(path):
        member = NpzMember(path, name)

    def read(rows: np.ndarray) -> np.ndarray:
        with _damaged(path):
            return member.read(rows)

    return _Stored(f"{path}, key {name!r}", member.shape, member.dtype, read)


def _hdf5(path: Path, key: str | None) -> _Stored:
    with opened_hdf5(path) as file:
        names = [name for name in file if hasattr(file[name], "shape")]
        if key is None or key not in file:
            key = _chosen(path, key, names)
    shape, dtype, read = array_reader(path, key)
    return _Stored(f"{path}, key {key!r}", shape, dtype, read)


def _fits(path: Path, key: str | None) -> _Stored:
    _refuse_key(path, key)
    with _damaged(path):
        with fits.open(path, memmap=True) as hdus:
            number = _cube(path, hdus)
            refuse_damaged(path, hdus, [number])
            shape = hdus[number].shape
        # Pixels that are scaled cannot be mapped; a section reads and scales its rows.
        section = fits.open(path, memmap=False)[number].section
        # The last image, which a file that was cut does not have.
        native = section[shape[0] - 1].dtype.newbyteorder("=")

    def read(rows: np.ndarray) -> np.ndarray:
        with _damaged(path):
            images = [section[int(row)] for row in rows]
        return np.array(images, native).reshape(len(rows), *shape[1:])

    return _Stored(f"{path}, HDU {number}", shape, native, read)


def _cube(path: Path, hdus: fits.HDUList) -> int:
    """Return the number of the one HDU that has a cube of images.

    Raises:
        ValueError: none has one, or several have.
    """
    cubes = [
        number
        for number, hdu in enumerate(hdus)
        if hdu.is_image and len(hdu.shape) > 2 and 0 not in hdu.shape
    ]
    if not cubes:
        raise ValueError(
            f"images: {path}: none of its {len(hdus)} HDUs holds a cube of images, "
            "expected one of the shape (n, height, width) or with channels"
        )
    if len(cubes) > 1:
        named = [f"{number} {hdus[number].name}".rstrip() for number in cubes]
        raise ValueError(
            f"images: {path}: {len(cubes)} of its HDUs hold cubes, HDU "
            f"{', '.join(named)}, expected one: save the images alone in a file"
        )
    return cubes[0]


def _chosen(path: Path, key: str | None, names: list[str]) -> str:
    available = f"(available: {', '.join(sorted(names)) or 'none'})"
    if key is not None:
        if key not in names:
            raise ValueError(f"key: {path} has no array {key!r} {available}")
        return key
    if "images" in names or len(names) == 1:
        return "images" if "images" in names else names[0]
    raise ValueError(f"key: missing, needed: the array of images in {path} {available}")


def _refuse_key(path: Path, key: str | None) -> None:
    if key is not None:
        raise ValueError(
            f"key: got {key!r}, but {path} has one array without a name: remove it"
        )


@contextmanager
def _damaged(path: Path) -> Iterator[None]:
    """Say which file cannot be read."""
    try:
        yield
    except (OSError, EOFError, ValueError, TypeError, KeyError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise
        if str(error).startswith(("images: ", f"{path}")):
            raise
        raise ValueError(
            f"images: {path} cannot be read ({error}): copy or save it again"
        ) from error
    except (zipfile.BadZipFile, zlib.error) as error:
        raise ValueError(f"images: {path} is damaged ({error}): copy it again") from (
            error
        )
