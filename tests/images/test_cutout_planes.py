"""One FITS file: pixels as astropy scales them, and what holds no image."""

import gzip

import numpy as np
import pytest
from astropy.io import fits

from galaxybench.images.cutout_planes import (
    hdu_names,
    image_hdus,
    look,
    read_planes,
    without_warnings,
)
from tests.helpers.cutouts import FLUXES, SIDE, sky_header, write_extensions

PLANES = FLUXES[0]
WHOLE = np.arange(SIDE * SIDE).reshape(SIDE, SIDE)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "a.fits"


def read(path, *wanted):
    with path.open("rb") as file:
        return read_planes(path, file, wanted or [None])


def test_planes_are_bands(path):
    fits.writeto(path, PLANES, sky_header(0.5, 30))
    [found] = look(path, [None])
    assert (found.bands, found.height, found.width) == PLANES.shape and found.exact
    assert found.sky.scales == pytest.approx((0.5, 0.5))
    [planes] = read(path)
    np.testing.assert_array_equal(planes, PLANES)
    assert planes.dtype == np.float32 and planes.dtype.isnative


@pytest.mark.parametrize(
    ("dtype", "exact"),
    [
        *[(kind, True) for kind in ("u1", "i1", ">i2", "u2", ">f4")],
        *[(kind, False) for kind in (">i4", "u4", ">i8", "u8", ">f8")],
    ],
)
def test_every_type_of_pixels(path, dtype, exact):
    pixels = (WHOLE % 100).astype(dtype)
    fits.writeto(path, pixels)
    [found], [planes] = look(path, [None]), read(path)
    assert found.exact == exact
    assert planes.dtype == (np.float32 if exact else np.float64)
    np.testing.assert_array_equal(planes[0], WHOLE % 100)


def test_scaling_and_blank_pixels(path):
    stored = WHOLE.astype(np.int16)
    hdu = fits.PrimaryHDU(stored)
    hdu.header.update({"BSCALE": 0.25, "BZERO": -3.0, "BLANK": 7})
    hdu.writeto(path)
    raw = path.read_bytes()
    assert np.frombuffer(raw[2880:2884], ">i2").tolist() == [0, 1]  # as they were
    [planes] = read(path)
    expected = np.where(WHOLE == 7, np.nan, WHOLE * 0.25 - 3)
    np.testing.assert_array_equal(planes[0], expected.astype(np.float32))


@pytest.mark.parametrize("make", [fits.PrimaryHDU, fits.CompImageHDU])
@pytest.mark.parametrize(
    ("dtype", "blank", "pixel"),
    [
        ("i2", 0, 0), ("i2", 7, 7), ("i4", 0, 0), ("i4", -1, None),
        ("u2", -32768, 0), ("u2", -32761, 7), ("u4", -(2**31) + 7, 7),
    ],
)  # fmt: skip
def test_blank_is_heeded_where_astropy_does_not(path, make, dtype, blank, pixel):
    """BLANK is compared with the stored numbers, before BZERO is added."""
    hdu = make((WHOLE % 100).astype(dtype))
    hdu.header["BLANK"] = blank
    hdu.writeto(path)
    [planes] = read(path)
    expected = np.where(WHOLE % 100 == pixel, np.nan, WHOLE % 100)
    np.testing.assert_array_equal(planes[0], expected)


@pytest.mark.parametrize("dtype", ["i8", "u8"])
def test_blank_pixels_of_64_bits(path, dtype):
    hdu = fits.PrimaryHDU((WHOLE * 2**40).astype(dtype))
    blank = 0 if dtype == "i8" else -(2**63)
    hdu.header["BLANK"] = blank
    hdu.writeto(path)
    [planes] = read(path)
    assert np.isnan(planes[0, 0, 0])
    np.testing.assert_array_equal(planes[0].flat[1:], WHOLE.flat[1:] * 2.0**40)


@pytest.mark.parametrize("compression", ["RICE_1", "GZIP_1", "GZIP_2", "HCOMPRESS_1"])
def test_fpack(path, compression):
    """Whole numbers come out as they were, blank pixels too; floats as astropy says."""
    hdu = fits.CompImageHDU(WHOLE.astype(np.int16), compression_type=compression)
    hdu.header["BLANK"] = 7
    hdu.writeto(path)
    [found], [planes] = look(path, [None]), read(path)
    assert (found.bands, found.height, found.width, found.exact) == (1, 16, 16, True)
    np.testing.assert_array_equal(planes[0], np.where(WHOLE == 7, np.nan, WHOLE))
    noisy = PLANES[0].copy()
    noisy[3, 4] = np.nan
    hdu = fits.CompImageHDU(noisy, compression_type=compression)
    hdu.writeto(path, overwrite=True)
    [planes] = read(path)
    assert np.argwhere(np.isnan(planes[0])).tolist() == [[3, 4]]
    np.testing.assert_array_equal(planes[0], fits.getdata(path))


def test_hdus_by_name_and_number(path):
    write_extensions(path, PLANES, ["SCI_G", "sci_r", "WHT"])
    for wanted in (["sci_g", "SCI_R"], [1, 2]):
        first, second = read(path, *wanted)
        np.testing.assert_array_equal(first, PLANES[:1])
        np.testing.assert_array_equal(second, PLANES[1:2])
    np.testing.assert_array_equal(read(path)[0], PLANES[:1])
    assert look(path, ["SCI_Z", 9, "WHT"])[:2] == [None, None]
    assert read(path, "SCI_Z") == [None]
    assert image_hdus(path) == [1, 2, 3]
    assert look(path, [None])[0].images == ("SCI_G", "SCI_R", "WHT")
    assert hdu_names(path) == "HDU 0 PRIMARY, 1 SCI_G, 2 SCI_R, 3 WHT"
    says = f"{path}: 'SCI_R' and 2 in `hdu` are the same HDU, 2 SCI_R: name it once"
    with pytest.raises(ValueError, match=says):
        look(path, ["SCI_G", "SCI_R", 2])


@pytest.mark.parametrize("cut", [4000, 5760, 6000, 9000, 10000, 12000])
@pytest.mark.parametrize("packed", [False, True])
def test_a_cut_file_has_no_missing_hdu(path, cut, packed):
    write_extensions(path, PLANES, ["G", "R", "I"])
    content = path.read_bytes()[:cut]
    if packed:
        content = gzip.compress(path.read_bytes())
        content = content[: len(content) * cut // 14400]
        path = path.with_suffix(".fits.gz")
    path.write_bytes(content)
    with without_warnings(), pytest.raises(ValueError, match=f"^{path} cannot be read"):
        look(path, ["I"])


def test_a_packed_hdu_that_is_missing(path):
    hdu = fits.CompImageHDU(WHOLE.astype("i2"), name="G")
    hdu.writeto(path)
    assert look(path, ["R"]) == [None] and look(path, ["G"])[0].bands == 1
    packed = path.with_suffix(".fits.gz")
    packed.write_bytes(gzip.compress(path.read_bytes()))
    assert look(packed, ["R"]) == [None] and look(packed, ["G"])[0].bands == 1


def test_axes_of_length_one_in_front_are_left_out(path):
    fits.writeto(path, PLANES[np.newaxis])
    np.testing.assert_array_equal(read(path)[0], PLANES)
    fits.writeto(path, PLANES[np.newaxis, :1], overwrite=True)
    np.testing.assert_array_equal(read(path)[0], PLANES[:1])


@pytest.mark.parametrize(
    ("pixels", "says"),
    [
        (None, "none of its HDUs holds an image .it has HDU 0 PRIMARY"),
        (np.zeros(9, "f4"), "none of its HDUs holds an image"),
        (np.zeros((16, 16, 3), "f4"), r"got the shape \(16, 16, 3\), .*np.moveaxis"),
        (np.zeros((33, 40, 40), "f4"), r"\(33, 40, 40\), expected 1 to 32 bands"),
        (np.zeros((2, 2, 16, 16), "f4"), r"\(2, 2, 16, 16\), expected \(height, width"),
    ],
)
def test_what_is_no_image_is_refused(path, pixels, says):
    fits.PrimaryHDU(pixels).writeto(path)
    with pytest.raises(ValueError, match=f"^{path}: .*{says}"):
        look(path, [None])


def test_an_hdu_that_cannot_be_meant_is_refused(path):
    table = fits.BinTableHDU.from_columns([fits.Column("a", "J", array=[1])], name="T")
    one, other = fits.ImageHDU(PLANES, name="SCI"), fits.ImageHDU(PLANES, name="SCI")
    fits.HDUList([fits.PrimaryHDU(), table, one, other]).writeto(path)
    for wanted, says in (
        ("T", "HDU 1 T holds a table, expected an image"),
        (0, "HDU 0 PRIMARY holds no pixels"),
        ("sci", "the HDUs 2, 3 are all named 'sci': name one by its number"),
    ):
        with pytest.raises(ValueError, match=says):
            look(path, [wanted])
    assert look(path, [3])[0].bands == 3


@pytest.mark.parametrize("cut", [0, 100, 2880, 5000])
def test_a_file_that_was_cut_is_named(path, cut):
    fits.writeto(path, PLANES)
    path.write_bytes(path.read_bytes()[:cut])
    says = f"^{path} cannot be read as a FITS file"
    with without_warnings(), pytest.raises(ValueError, match=says):
        read(path)
