"""Damage of a FITS file that leaves it readable: its checksums tell.

A stream of gzip has one at its end, which is reached only by reading all of it. FITS
may have one of the pixels, DATASUM (FITS standard 4.0, section 4.4.2.7).
"""

import gzip
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from astropy.io import fits

GZIP = b"\x1f\x8b"
"""The first bytes of a file that is packed by gzip."""


def unpacked(file: BinaryIO) -> BinaryIO:
    """Unpack an open file as a whole into memory, if it is packed by gzip.

    Raises:
        EOFError, OSError, zlib.error: it is cut or damaged.
    """
    start = file.read(len(GZIP))
    file.seek(0)
    if start != GZIP:
        return file
    with gzip.open(file) as packed:
        return BytesIO(packed.read())


def refuse_other_pixels(path: Path, number: int, hdu: object) -> None:
    """Refuse an HDU, of which no pixel was read yet, whose DATASUM does not fit.

    Args:
        path: the file, for the message.
        number: of the HDU.
        hdu: the HDU as it is stored. One packed by fpack is a table.

    Raises:
        ValueError: the sum of its pixels is another.
    """
    if str(hdu.header.get("DATASUM", "")).strip() and not hdu.verify_datasum():
        cure = "pack it again"
        if not isinstance(hdu, fits.BinTableHDU):
            cure = (
                f"remove the card: astropy.io.fits.delval({path.name!r}, 'DATASUM', "
                f"{number})"
            )
        raise ValueError(
            f"{path} is damaged: the pixels of HDU {number} do not have the checksum "
            "in its header (DATASUM): copy it again. If they were changed on purpose, "
            f"{cure}"
        )


def refuse_damaged(path: Path, hdus: fits.HDUList, numbers: list[int]) -> None:
    """Refuse those HDUs `numbers`, of which no pixel was read, that are damaged.

    Args:
        path: the file, for the message.
        hdus: all HDUs of an open file, which may be packed by fpack.
        numbers: the HDUs to check.

    Raises:
        ValueError: the sum of the pixels of one is another.
    """
    packed = any(isinstance(hdus[number], fits.CompImageHDU) for number in numbers)
    if not packed:
        for number in numbers:
            refuse_other_pixels(path, number, hdus[number])
        return
    with fits.open(path, memmap=False, disable_image_compression=True) as stored:
        for number in numbers:
            refuse_other_pixels(path, number, stored[number])
