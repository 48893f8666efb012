"""One FITS file of a cut-out: which HDUs hold its bands, and their pixels.

Astropy applies BSCALE, BZERO, BLANK and the byte order, and unpacks gzip and fpack.
"""

import gzip
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

import numpy as np
from astropy.io import fits

from galaxybench.config.class_names import listed
from galaxybench.images.fits_integrity import GZIP, refuse_damaged, unpacked
from galaxybench.images.pixel_types import MOST_BANDS
from galaxybench.images.sky_axes import SkyAxes, sky_axes

MOST_PIXELS = 2**28
"""Of one HDU, of which all bands are in memory at once."""
EXACT = (8, 16, -32)
"""BITPIX of pixels that float32 holds as they are."""

Hdu = str | int | None
"""Name or number of an HDU; None is the first one with an image."""


@dataclass(frozen=True)
class Planes:
    """What the header of an HDU says of its image.

    Attributes:
        bands: the number of its planes.
        height, width: of one plane, in pixels.
        exact: whether float32 holds its pixels as they are.
        sky: how it lies on the sky; None if that is not known or not asked for.
        images: the names of all HDUs of the file with an image, if none was named.
    """

    bands: int
    height: int
    width: int
    exact: bool
    sky: SkyAxes | None
    images: tuple[str, ...] = ()


def look(
    path: Path, wanted: Sequence[Hdu], skies: int = MOST_BANDS
) -> list[Planes | None]:
    """Read the headers of the HDUs `wanted`; None where the file has no such HDU.

    Args:
        path: the file.
        wanted: the HDUs.
        skies: the number of these, from the first, whose WCS is read. That takes twice
            as long as all else.

    Raises:
        OSError: the file may not be read.
        ValueError: it is no FITS file, or an HDU holds no image that can be used.
    """
    with _opened(path, path) as hdus:
        found = [_find(path, hdus, hdu) for hdu in wanted]
        _refuse_twice(path, hdus, wanted, found)
        looked = [
            None if hdu is None else _planes(path, hdus, hdu, sky=place < skies)
            for place, hdu in enumerate(found)
        ]
        if None in wanted:
            names = tuple(hdu.name.upper() for hdu in hdus if _has_image(hdu))
            looked = [planes and replace(planes, images=names) for planes in looked]
        return looked


def read_planes(
    path: Path, file: BinaryIO, wanted: Sequence[Hdu]
) -> list[np.ndarray | None]:
    """Read the images of the HDUs `wanted` from an open file.

    Returns:
        For each, (bands, height, width) floats of native byte order, NaN where BLANK
        says so; None where the file has no such HDU.

    Raises:
        OSError: the file may not be read.
        ValueError: it is damaged, or changed.
    """
    with _opened(path, file) as hdus:
        found = [_find(path, hdus, hdu) for hdu in wanted]
        refuse_damaged(path, hdus, [hdu for hdu in found if hdu is not None])
        return [None if hdu is None else _pixels(hdus[hdu]) for hdu in found]


def hdu_names(path: Path) -> str:
    """List the numbers and names of the HDUs of a file, for a message."""
    with _opened(path, path) as hdus:
        return _names(hdus)


def image_hdus(path: Path) -> list[int]:
    """List the HDUs of a file that hold an image, by number."""
    with _opened(path, path) as hdus:
        return [number for number, hdu in enumerate(hdus) if _has_image(hdu)]


@contextmanager
def without_warnings() -> Iterator[None]:
    """Leave out what astropy says of thousands of files; for one thread at a time."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@contextmanager
def _opened(path: Path, file: Path | BinaryIO) -> Iterator[fits.HDUList]:
    """Open a file, and name it in errors."""
    try:
        whole = file if isinstance(file, Path) else unpacked(file)
        with fits.open(whole, memmap=False) as hdus:
            yield hdus
    # Astropy raises nearly anything for damaged files, also OSError without a number.
    except Exception as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise
        if str(error).startswith(f"{path}"):
            raise
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise ValueError(
            f"{path} cannot be read as a FITS file ({reason}): copy or save it again"
        ) from error


def _find(path: Path, hdus: fits.HDUList, wanted: Hdu) -> int | None:
    """Return the number of an HDU; None if the file has none of this name or number.

    Raises:
        ValueError: no HDU holds an image, several have this name, or the file was cut.
    """
    if wanted is None:
        for number, hdu in enumerate(hdus):
            if _has_image(hdu):
                return number
        raise ValueError(
            f"{path}: none of its HDUs holds an image (it has {_names(hdus)}), "
            "expected one of the shape (height, width) or (bands, height, width): "
            "correct the file, or leave it out of the table"
        )
    if isinstance(wanted, int):
        named = [wanted] if wanted < len(hdus) else []
    else:
        named = [n for n, hdu in enumerate(hdus) if hdu.name.upper() == wanted.upper()]
    if len(named) > 1:
        raise ValueError(
            f"{path}: the HDUs {', '.join(map(str, named))} are all named {wanted!r}: "
            "name one by its number in `hdu`"
        )
    if not named:
        _refuse_cut(path, hdus)
    return named[0] if named else None


def _refuse_twice(
    path: Path, hdus: fits.HDUList, wanted: Sequence[Hdu], found: list[int | None]
) -> None:
    """Refuse a name and a number of the same HDU: it would be two bands.

    Raises:
        ValueError: two of `wanted` were found to be one.
    """
    known: dict[int, Hdu] = {}
    for name, number in zip(wanted, found, strict=True):
        if number is not None and number in known:
            raise ValueError(
                f"{path}: {known[number]!r} and {name!r} in `hdu` are the same HDU, "
                f"{number} {hdus[number].name}: name it once"
            )
        if number is not None:
            known[number] = name


def _refuse_cut(path: Path, hdus: fits.HDUList) -> None:
    """Refuse a file whose last HDUs may be lost, and not only missing.

    Raises:
        ValueError: the file does not end with its last HDU.
        EOFError: it is packed by gzip, and was cut.
    """
    place = hdus[-1].fileinfo()
    end, length = place["datLoc"] + place["datSpan"], _length(path)
    if end != length:
        raise ValueError(
            f"{path} cannot be read as a FITS file: its {len(hdus)} HDUs end after "
            f"{end:,} bytes, but it has {length:,}: copy or save it again"
        )


def _length(path: Path) -> int:
    """Count the bytes of a file; if it is packed by gzip, those that are packed."""
    with path.open("rb") as file:
        if file.read(2) != GZIP:
            return path.stat().st_size
        file.seek(0)
        with gzip.open(file) as unpacked:
            return sum(map(len, iter(lambda: unpacked.read(2**20), b"")))


def _planes(path: Path, hdus: fits.HDUList, number: int, sky: bool) -> Planes:
    """Describe an HDU, whose header is read and whose pixels are not.

    Raises:
        ValueError: it holds no image, or one that cannot be used.
    """
    hdu = hdus[number]
    where = f"{path}: HDU {number} {hdu.name}".rstrip()
    if not _has_image(hdu):
        holds = "no pixels" if hdu.is_image else "a table"
        raise ValueError(
            f"{where} holds {holds}, expected an image (the file has {_names(hdus)}): "
            "correct `hdu`, or the file"
        )
    shape = _plain_shape(hdu.shape)
    got = f"{where}: got the shape {tuple(hdu.shape)}"
    if len(shape) > 3:
        raise ValueError(
            f"{got}, expected (height, width) or (bands, height, width): save the "
            "planes of one object in one of these"
        )
    bands, height, width = shape
    if bands >= min(height, width) > 0 and bands > 1:
        raise ValueError(
            f"{got}, expected (height, width) or (bands, height, width) with fewer "
            "bands than pixels per side: bring the bands to the front, as in "
            "np.moveaxis(image, -1, 0)"
        )
    if bands > MOST_BANDS:
        raise ValueError(
            f"{got}, expected 1 to {MOST_BANDS} bands (bands, height, width): choose "
            "some of them"
        )
    if bands * height * width > MOST_PIXELS:
        raise ValueError(
            f"{got}, which is too large for a cut-out: cut out the objects"
        )
    exact = hdu.header["BITPIX"] in EXACT
    axes = sky_axes(hdu.header, height, width) if sky else None
    return Planes(bands, height, width, exact, axes)


def _pixels(hdu: fits.ImageHDU) -> np.ndarray:
    """Read the pixels of an HDU as floats (bands, height, width)."""
    shape, bits = _plain_shape(hdu.shape), hdu.header["BITPIX"]
    # Astropy takes these keys out of the header when it scales the pixels.
    blank, scale, zero = (
        hdu.header.get(key, default)
        for key, default in (("BLANK", None), ("BSCALE", 1), ("BZERO", 0))
    )
    pixels = hdu.data
    floats = pixels.astype(np.float32 if bits in EXACT else np.float64)
    # Astropy does not heed BLANK where it is 0, nor for unsigned numbers.
    if bits > 0 and blank is not None and (blank == 0 or pixels.dtype.kind in "iu"):
        floats[pixels == blank * scale + zero] = np.nan
    return floats.reshape(shape)


def _plain_shape(shape: tuple[int, ...]) -> tuple[int, ...]:
    """Return (bands, height, width), without leading axes of length 1."""
    shape = tuple(shape)
    while len(shape) > 3 and shape[0] == 1:
        shape = shape[1:]
    return (1, *shape) if len(shape) == 2 else shape


def _has_image(hdu: object) -> bool:
    return hdu.is_image and len(hdu.shape) > 1 and 0 not in hdu.shape


def _names(hdus: fits.HDUList) -> str:
    names = [f"{n} {hdu.name}".rstrip() for n, hdu in enumerate(hdus)]
    return f"HDU {listed(names, MOST_BANDS)}"
