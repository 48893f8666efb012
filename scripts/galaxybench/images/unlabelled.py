"""Images without labels: a folder, a picture, or the images of a FITS or HDF5 file.

The content of a file decides what it is, not its name. Images are opened one by one on
demand, so that a damaged image does not affect the others.
"""

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import h5py
import numpy as np
from astropy.io import fits
from PIL import Image

from galaxybench.config.user_files import SUFFIXES, files_below, regular
from galaxybench.files import refuse_pointer
from galaxybench.images.fits import open_cube, read_provenance
from galaxybench.images.hdf5_images import open_pixels
from galaxybench.images.picture_files import open_picture
from galaxybench.images.pictures import to_picture
from galaxybench.images.pixel_types import is_flux
from galaxybench.images.simulated import is_simulated

HDF5_SUFFIXES = (".h5", ".hdf5")
"""Names of files for which an error of HDF5 says most."""
CHANNELS = (1, 3, 4)
"""Grey, red-green-blue, and red-green-blue with transparency."""


@dataclass(frozen=True)
class Unlabelled:
    """Images to be classified.

    Attributes:
        names: the path of each file in its folder, or the number of each image in its
            file. All differ, and all are valid text.
        open: number → the image, not decoded yet. Any exception may be raised for an
            image that cannot be read.
        simulated: whether the file says that its images are simulated.
    """

    names: list[str]
    open: Callable[[int], Image.Image]
    simulated: bool = False


def open_unlabelled(place: Path, channels: int) -> Unlabelled:
    """Open a folder with pictures at any depth, a picture, a FITS or an HDF5 file.

    `channels` are those of the model: an array (3, height, width) in a FITS file is one
    image for a model of three channels, and three images for a grey one.

    Raises:
        FileNotFoundError: `place` does not exist.
        ValueError: `place` cannot be read.
    """
    if place.is_dir():
        return _pictures(place, files_below(place))
    regular(place)
    refuse_pointer(place)
    with place.open("rb") as file:
        start = file.read(8)
    if h5py.is_hdf5(place) or place.suffix.lower() in HDF5_SUFFIXES:
        count, read = open_pixels(place)
        return _numbered(count, lambda row: read(np.array([row]))[0])
    if start.startswith(b"SIMPLE"):
        return _fits(place, channels)
    if place.suffix.lower() in SUFFIXES:
        return _pictures(place.parent, [place])
    raise ValueError(
        f"{place} is neither a folder nor a FITS or HDF5 file nor an image "
        f"({', '.join(SUFFIXES)}): name one of these"
    )


def _pictures(folder: Path, files: list[Path]) -> Unlabelled:
    if not files:
        raise ValueError(f"{folder} has no files, expected images")

    def open_file(row: int) -> Image.Image:
        if files[row].suffix.lower() not in SUFFIXES:
            raise ValueError(f"not an image ({', '.join(SUFFIXES)})")
        return open_picture(files[row])

    return Unlabelled(_texts(file.relative_to(folder) for file in files), open_file)


def _texts(paths: Iterable[Path]) -> list[str]:
    r"""Write every path as text of its own; bytes that are no UTF-8 become `\xff`."""
    names = [os.fsencode(path.as_posix()) for path in paths]
    texts = [name.decode(errors="backslashreplace") for name in names]
    valid = {
        text for name, text in zip(names, texts, strict=True) if name == text.encode()
    }
    for number, (name, text) in enumerate(zip(names, texts, strict=True)):
        if name != text.encode():
            # A valid name may have the same letters.
            while text in valid:
                text += "_"
            texts[number] = text
            valid.add(text)
    return texts


def _fits(path: Path, channels: int) -> Unlabelled:
    try:
        hdus = fits.open(path, memmap=True)
        if "PROVKEYS" in hdus[0].header:
            hdus.close()
            cube, simulated = open_cube(path), is_simulated(read_provenance(path))
            if is_flux(cube.dtype):
                raise ValueError(
                    "it holds fluxes (float32), which cannot be classified yet: use "
                    "images of uint8, and a model that was trained on such"
                )
        else:
            cube, simulated = _stack(_array(hdus[0]), channels), False
    # Astropy raises nearly anything for damaged files.
    except Exception as error:
        raise ValueError(
            f"{path} cannot be read as a FITS file of images: {error}"
        ) from error
    return _numbered(len(cube), cube.__getitem__, simulated)


def _array(hdu: fits.PrimaryHDU) -> np.ndarray:
    """Map the pixels of an HDU, whose header must say that they are uint8.

    Astropy maps no pixels that it has to scale, so the type comes from the header.
    """
    if not hdu.shape:
        raise ValueError("its first HDU has no image, expected the images there")
    kind = hdu.section.dtype
    if kind != np.uint8:
        raise ValueError(
            f"pixels must be uint8, got {kind.name}: scale them to 0..255 like "
            "the training images, and convert with astype('uint8')"
        )
    if "BLANK" in hdu.header:
        raise ValueError(
            f"its header says that pixels of the value {hdu.header['BLANK']} are "
            "undefined (BLANK): decide for their value, and remove BLANK"
        )
    return hdu.data


def _stack(data: np.ndarray, channels: int) -> np.ndarray:
    """View an array of unknown layout as (n, height, width, channels) uint8."""
    shape = data.shape
    if data.ndim == 2:
        return data[None, ..., None]
    if data.ndim == 3:
        if shape[-1] not in CHANNELS and (shape[0] not in CHANNELS or channels == 1):
            return data[..., None]
        data = data[None]
    if data.ndim == 4 and data.shape[-1] in CHANNELS:
        return data
    if data.ndim == 4 and data.shape[1] in CHANNELS:
        return np.moveaxis(data, 1, -1)
    raise ValueError(
        "images must have the shape (n, height, width, channels), (n, channels, "
        "height, width), (n, height, width) or (height, width), with 1, 3 or 4 "
        f"channels, got {shape}"
    )


def _numbered(
    count: int, read: Callable[[int], np.ndarray], simulated: bool = False
) -> Unlabelled:
    """Name the images of a file by their number."""
    return Unlabelled(
        names=[str(row) for row in range(count)],
        open=lambda row: to_picture(np.ascontiguousarray(read(row))),
        simulated=simulated,
    )
