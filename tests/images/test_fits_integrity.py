"""Damaged FITS files are refused also where every pixel can be read."""

import gzip
import zlib

import numpy as np
import pytest
from astropy.io import fits

from galaxybench.images.array_files import open_array
from galaxybench.images.cutout_planes import read_planes
from galaxybench.images.fits_integrity import refuse_damaged, unpacked
from tests.helpers.cutouts import FLUXES

WHOLE_NUMBERS = (np.arange(256).reshape(16, 16) % 7).astype(np.int16)


def read(path):
    with path.open("rb") as file:
        return read_planes(path, file, [None])[0]


def flip(path, place):
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)


def test_one_bit_of_a_packed_file(tmp_path):
    path = tmp_path / "a.fits.gz"
    fits.writeto(path.with_suffix(""), FLUXES[0])
    content = path.with_suffix("").read_bytes()
    # Stored, not compressed: every flipped bit is one of a pixel.
    path.write_bytes(gzip.compress(content, 0))
    np.testing.assert_array_equal(read(path), FLUXES[0])
    flip(path, 4000)
    with pytest.raises(ValueError, match=f"{path} cannot be read .*CRC"):
        read(path)
    with path.open("rb") as file, pytest.raises((OSError, zlib.error)):
        unpacked(file)


def made(kind, path):
    if kind == "fpack":
        hdu = fits.CompImageHDU(WHOLE_NUMBERS, compression_type="GZIP_1")
        fits.HDUList([fits.PrimaryHDU(), hdu]).writeto(path, checksum=True)
    else:
        pixels = WHOLE_NUMBERS.astype(np.uint16 if kind == "uint16" else ">f4")
        fits.writeto(path, pixels, checksum=True)


@pytest.mark.parametrize("kind", ["floats", "uint16", "fpack"])
def test_the_checksum_of_the_pixels(tmp_path, kind):
    path = tmp_path / "a.fits"
    made(kind, path)
    np.testing.assert_array_equal(read(path)[0], WHOLE_NUMBERS)
    number = 1 if kind == "fpack" else 0
    with fits.open(path, disable_image_compression=True) as hdus:
        card = hdus[number].header["DATASUM"]
    content = path.read_bytes().replace(card.encode(), b"1" * len(card))
    path.write_bytes(content)
    cure = "pack it again" if number else r"delval\('a.fits', 'DATASUM', 0\)"
    says = f"{path} is damaged: the pixels of HDU {number} .*{cure}"
    with pytest.raises(ValueError, match=says):
        read(path)
    with fits.open(path) as hdus, pytest.raises(ValueError, match="is damaged"):
        refuse_damaged(path, hdus, [number])
    if number:
        return
    fits.delval(path, "DATASUM")
    np.testing.assert_array_equal(read(path)[0], WHOLE_NUMBERS)


def test_a_damaged_cube(tmp_path):
    path = tmp_path / "a.fits"
    fits.writeto(path, FLUXES, checksum=True)
    assert open_array(path, fluxes=True).count == len(FLUXES)
    flip(path, 5000)
    with pytest.raises(ValueError, match=f"{path} is damaged: the pixels of HDU 0"):
        open_array(path, fluxes=True)
