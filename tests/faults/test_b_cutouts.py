"""FITS cut-outs beside a table: the file, the HDU or the row that cannot be used."""

import json

import numpy as np
import pytest
from astropy.io import fits

from galaxybench.images.fits import open_cube, read_catalog
from tests.helpers.catalogs import FIRST_ID, PIXELS, png
from tests.helpers.cutouts import (
    BY_BAND,
    FLUXES,
    IMAGES,
    sky_header,
    write_bands,
    write_cutouts,
    write_extensions,
    write_table,
)

THIRD = f"cuts/{FIRST_ID + 3}.fits"
"""The file of row 3."""
NAN, INFINITE, FLAT = FLUXES[3].copy(), FLUXES[3].copy(), np.ones((3, 16, 16), "f4")
NAN[1, 2, 3], INFINITE[0, 5, 5] = np.nan, np.inf
LARGE = FLUXES[3].astype("f8") * 1e39
EMPTY = np.full((3, 16, 16), np.nan, np.float32)
NO_BAND = np.concatenate([EMPTY[:1], FLUXES[3, 1:]])


def passes(case):
    """It imports all cut-outs as they were written."""
    write_cutouts(case.folder)
    case.passes("12 images")
    np.testing.assert_array_equal(
        np.array(open_cube(case.folder / "images.fits")), IMAGES
    )


def hdus(*names, planes=FLUXES[3]):
    return lambda path: write_extensions(path, planes, names)


def pixels(values):
    return lambda path: fits.PrimaryHDU(values).writeto(path, overwrite=True)


def table(path):
    column = fits.Column("a", "J", array=[1])
    cells = fits.BinTableHDU.from_columns([column], name="CELLS")
    fits.HDUList([fits.PrimaryHDU(), cells]).writeto(path, overwrite=True)


def cut(path):
    path.write_bytes(path.read_bytes()[:-3000])


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (lambda path: path.unlink(), ["1 row without an image (row 3 (line 5): '5877"]),
        (pixels(None), [THIRD, "none of its HDUs holds an image", "HDU 0 PRIMARY"]),
        (table, [THIRD, "none of its HDUs holds an image", "1 CELLS"]),
        (pixels(FLUXES[3, 0, 0]), [THIRD, "none of its HDUs holds an image"]),
        (pixels(IMAGES[3]), [THIRD, "(16, 16, 3)", "np.moveaxis(image, -1, 0)"]),
        (pixels(np.zeros((33, 40, 40), "f4")), [THIRD, "1 to 32 bands"]),
        (pixels(np.zeros((2, 3, 16, 16), "f4")), [THIRD, "got the shape (2, 3, 1"]),
        (pixels(FLUXES[3, :2]),
         ["different numbers of bands: 3 (11), 2 (1, the first is row 3", THIRD]),
        (pixels(FLUXES[3, :, :9]),
         ["size: missing", "16x16 pixels (11)", "16x9 pixels (1", THIRD]),
        (pixels(NAN), ["1 of 12 images have undefined pixels (NaN)", THIRD[5:]]),
        (pixels(EMPTY), ["1 of 12 images have undefined pixels (NaN)", THIRD[5:]]),
        (pixels(INFINITE), ["1 of 12 images have infinite values", THIRD[5:]]),
        (pixels(LARGE), ["values that are too large for float32", THIRD[5:]]),
        (cut, [THIRD, "cannot be read as a FITS file", "copy or save it again"]),
        (lambda path: path.write_bytes(b""), [THIRD, "cannot be read as a FITS file"]),
        (lambda path: path.write_text("<html>"), [THIRD, "cannot be read as a FITS"]),
        (lambda path: path.write_text("version https://git-lfs.github.com/spec/v1\n"
                                      "oid sha256:0\nsize 1\n"),
         [THIRD, "is a pointer of Git LFS"]),
    ],
)  # fmt: skip
def test_one_file_of_many(imports_cutouts, damage, says):
    case = imports_cutouts()
    damage(case.folder / THIRD)
    case.refused(*says)
    passes(case)


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (hdus("G", "R"), ["1 row without a band (row 3 (line 5), cuts/5", "HDU 'I'"]),
        (hdus("G", "R", "R", "I", planes=[*FLUXES[3], FLUXES[3, 0]]),
         [THIRD, "the HDUs 2, 3 are all named 'R'", "by its number in `hdu`"]),
        (hdus("G", "R", "I", planes=[*FLUXES[3, :2], FLUXES[3]]),
         [THIRD, "band 2 of 3 (from 0) has 3 planes"]),
        (hdus("G", "R", "I", planes=[*FLUXES[3, :2], FLUXES[3, 2, :9]]),
         [THIRD, "the bands of 1 of 12 cut-outs differ in size", "16x16, 16x16, 16x9"]),
        (hdus("G", "R", "I", planes=[*FLUXES[3, :2], None]),
         [THIRD, "HDU 3 I holds no pixels"]),
        (lambda path: path.write_bytes(path.read_bytes()[:9000]),
         [THIRD, "cannot be read as a FITS file"]),
    ],
)  # fmt: skip
def test_one_file_of_extensions(imports_cutouts, damage, says):
    given = {"hdu": ["G", "R", "I"]}
    case = imports_cutouts(**given)
    for row in range(12):
        hdus("G", "R", "I", planes=FLUXES[row])(
            case.folder / f"cuts/{FIRST_ID + row}.fits"
        )
    whole = (case.folder / THIRD).read_bytes()
    damage(case.folder / THIRD)
    case.refused(*says)
    (case.folder / THIRD).write_bytes(whole)
    case.passes("12 images")
    np.testing.assert_array_equal(
        np.array(open_cube(case.folder / "images.fits")), IMAGES
    )


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"hdu": "SCI"}, ["hdu: no cut-out has an HDU 'SCI'", "has HDU 0 PRIMARY"]),
        ({"hdu": 2}, ["hdu: no cut-out has an HDU 2"]),
        ({"size": 8, "size_arcsec": 3.0}, ["12 of 12 cut-outs have no pixel scale"]),
        ({"file": "{objid}.fit"}, ["cuts has no files named like "]),
        ({"file": "{z}.fits"}, ["'z' has floating-point numbers"]),
        ({"file": "x{objid}.fits"}, ["cuts has no files named like "]),
        (
            {"file": "name"},
            ["no row of cat.csv names", "'g0.png'", f"'{FIRST_ID}.fits"],
        ),
        ({"nan": "median"}, []),
    ],
)
def test_options_that_do_not_fit_the_files(imports_cutouts, given, says):
    case = imports_cutouts(**given)
    if given == {"nan": "median"}:
        pixels(NO_BAND)(case.folder / THIRD)
        says = ["a band that is all NaN and so has no median", "nan: zero", THIRD[5:]]
    case.refused(*says)
    passes(imports_cutouts())


@pytest.mark.parametrize("packed", [".gz", ".fz"])
def test_a_packed_file_that_is_damaged(imports_cutouts, packed):
    case = imports_cutouts(file="{objid}.fits" + packed)
    paths = write_cutouts(case.folder, ".fits.gz")
    if packed == ".fz":
        for path, planes in zip(paths, FLUXES, strict=True):
            hdu = fits.CompImageHDU(planes, compression_type="GZIP_2", quantize_level=0)
            hdu.writeto(path.with_suffix(".fz"))
        paths = [path.with_suffix(".fz") for path in paths]
    whole = paths[3].read_bytes()
    middle = len(whole) // 2
    for damaged in (whole[:middle], whole[:-4000] + b"\x55" * 3000 + whole[-1000:]):
        paths[3].write_bytes(damaged)
        case.refused(f"cuts/{paths[3].name}", "cannot be read as a FITS file")
    paths[3].write_bytes(whole)
    case.passes("12 images")
    np.testing.assert_array_equal(
        np.array(open_cube(case.folder / "images.fits")), IMAGES
    )


def test_a_band_without_a_file(imports_cutouts):
    case = imports_cutouts(**BY_BAND)
    files = write_bands(case.folder)
    whole = files[3][1].read_bytes()
    files[3][1].unlink()
    case.refused(
        "1 row without a band (row 3 (line 5): '5877", "_r.fits", "`missing: d"
    )
    dropping = imports_cutouts(**BY_BAND, missing="drop")
    dropping.passes("WARNING", "left out: 1 row without a band", "11 images")
    filling = imports_cutouts(**BY_BAND, fill_bands=True, nan="zero")
    filling.passes(
        "WARNING", "1 of 12 cut-outs lack a band, which is filled", "12 imag"
    )
    summary = json.loads((case.folder / "dataset.json").read_text())
    assert summary["nan"]["images"] == 1
    files[3][1].write_bytes(whole)
    case.passes("12 images")
    np.testing.assert_array_equal(
        np.array(open_cube(case.folder / "images.fits")), IMAGES
    )


def test_a_band_that_is_a_column_too(imports_cutouts):
    case = imports_cutouts(**BY_BAND)
    write_bands(case.folder)
    write_table(case.folder, band=["g"] * 12)
    case.refused("band_names: cat.csv has a column 'band'", "rename the column")
    write_table(case.folder)
    case.passes("12 images")


ODD = [
    "a b",
    "#1",
    "it's",
    'say "x"',
    "été",
    "星",
    "a,b",
    "100%",
    "{x}",
    "x\\y",
    "-rf",
    "a..",
]


def test_names_may_be_odd(imports_cutouts):
    case = imports_cutouts(file="{name}.fits")
    for path, name in zip(write_cutouts(case.folder), ODD, strict=True):
        path.rename(path.with_name(f"{name}.fits"))
    write_table(case.folder, name=ODD)
    case.passes("12 images")
    found = np.array(open_cube(case.folder / "images.fits"))
    np.testing.assert_array_equal(found, IMAGES)
    assert read_catalog(case.folder / "images.fits")["file"][1] == "#1.fits"


@pytest.mark.parametrize(
    ("name", "says"),
    [
        (f"../{FIRST_ID}", "which leaves the folder `images`"),
        (f"/tmp/{FIRST_ID}", "which leaves the folder `images`"),
        (str(FIRST_ID + 2), "row 2 (line 4) and row 3 (line 5) both name"),
        ("", "1 row without an image (row 3 (line 5): None)"),
    ],
)
def test_names_that_cannot_be_used(imports_cutouts, name, says):
    case = imports_cutouts(file="{name}.fits")
    names = [str(FIRST_ID + row) for row in range(12)]
    write_table(case.folder, name=[*names[:3], name, *names[4:]])
    case.refused("cat.csv", says)
    write_table(case.folder, name=names)
    case.passes("12 images")


def test_pictures_beside_the_files_of_a_column(imports_cutouts):
    names = [f"{FIRST_ID + row}.fits" for row in range(12)]
    case = imports_cutouts(file="name", size=16)
    write_table(case.folder, name=names)
    (case.folder / "cuts/preview.png").write_bytes(png(PIXELS[0]))
    case.refused("file: cat.csv: row 0 (line 2)", names[0], "move the pictures")
    (case.folder / "cuts/preview.png").unlink()
    case.passes("12 images")


def test_ids_that_are_there_twice(imports_cutouts):
    names = [str(FIRST_ID + row) for row in range(12)]
    case = imports_cutouts(file="{name}.fits", id="objid")
    write_table(case.folder, name=names, objid=[*range(11), 4])
    case.refused("row 4 (line 6) and row 11 (line 13) both have the objid 4")
    write_table(case.folder, name=names)
    case.passes("12 images")


def test_what_is_told(imports_cutouts):
    """Constant images, sizes, other HDUs and orientation are told, not refused."""
    case = imports_cutouts(size=14)
    header = sky_header(turned=40)
    paths = write_cutouts(case.folder, header=sky_header(side=16))
    fits.writeto(paths[2], FLAT, sky_header(), overwrite=True)
    fits.writeto(paths[4], FLUXES[4, :, :12, :13], header, overwrite=True)
    for path in paths:
        fits.append(path, FLUXES[0, 0])
    said = case.passes("WARNING", "12 images (14, 14, 3)").terminal
    summary = json.loads((case.folder / "dataset.json").read_text())
    for words in (
        "1 of 12 images have the same value everywhere",
        "1 of 12 cut-outs have fewer pixels than `size: 14` and were upsampled",
        "12 to 16 pixels per side",
        "2 HDUs with images",
        "North lies up to",
    ):
        assert any(words in warning for warning in summary["warnings"]), words
        assert words in said
    assert read_catalog(case.folder / "images.fits")["north_deg"][4] == pytest.approx(
        40, abs=0.01
    )


def test_whole_numbers_of_64_bits_are_rounded_and_noted(imports_cutouts):
    case = imports_cutouts()
    large = np.full((3, 16, 16), 2**24 + 1, np.int64)
    pixels(large)(case.folder / THIRD)
    case.passes("12 images")
    summary = json.loads((case.folder / "dataset.json").read_text())
    assert summary["provenance"]["rounded"] == "float64 to float32"
    assert open_cube(case.folder / "images.fits")[3].max() == 2**24
