"""Many cut-outs are looked at before they are read: bands, sizes, what is told."""

from pathlib import Path

import numpy as np
import pytest
from astropy.io import fits

from galaxybench.images.catalog_rows import LeftOut
from galaxybench.images.cutout_survey import survey
from tests.helpers.cutouts import (
    BY_BAND,
    FLUXES,
    IMAGES,
    SIDE,
    cutout_options,
    found_files,
    sky_header,
    write_bands,
    write_cutouts,
    write_extensions,
)

EVERY = np.arange(12)


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def surveyed(missing=None, rows=EVERY, **given):
    missing = missing or LeftOut("missing", drop=True)
    return survey(found_files(**given), rows, cutout_options(**given), missing)


def test_equal_cutouts():
    write_cutouts(Path())
    found = surveyed()
    assert found.kept.all() and found.warnings == [] and found.columns == {}
    assert found.reader.shape == (SIDE, SIDE, 3) and found.reader.dtype == np.float32
    np.testing.assert_array_equal(found.reader.read(EVERY[3:5]), IMAGES[3:5])


def test_rows_that_are_not_used_are_not_looked_at():
    names = write_cutouts(Path())
    fits.writeto(names[3], FLUXES[3, :2, :9, :9], overwrite=True)
    names[4].write_bytes(b"nothing")
    rows = np.delete(EVERY, [3, 4])
    assert np.flatnonzero(surveyed(rows=rows).kept).tolist() == rows.tolist()


def test_one_file_of_doubles_makes_all_doubles():
    names = write_cutouts(Path())
    fits.writeto(names[3], FLUXES[3].astype("f8") / 3, overwrite=True)
    reader = surveyed().reader
    assert reader.dtype == np.float64
    np.testing.assert_array_equal(reader.read(EVERY[3:4]), IMAGES[3:4].astype("f8") / 3)


def test_an_hdu_that_some_lack():
    for name, planes in zip(write_cutouts(Path()), FLUXES, strict=True):
        write_extensions(name, planes, ["G", "R", "I"])
    names = write_cutouts(Path(), ending=".fit")
    for name, planes in zip(names, FLUXES, strict=True):
        write_extensions(name, planes, ["G", "R", "I"])
    write_extensions(names[2], FLUXES[2], ["G", "R"])
    given = {"file": "{objid}.fit", "hdu": ["G", "R", "I"]}
    missing = LeftOut("missing", drop=True)
    found = surveyed(missing, **given)
    assert np.flatnonzero(~found.kept).tolist() == [2]
    assert missing.counts == ["1 row without a band"]
    assert "row 2 (line 4), cuts/5877" in missing.notes[0]
    assert "has no HDU 'I'" in missing.notes[0]
    found = surveyed(**given, fill_bands=True)
    assert found.kept.all()
    [warning] = found.warnings
    assert warning.startswith("1 of 12 cut-outs lack a band, which is filled: `nan: z")
    pixels = found.reader.read(EVERY[2:3])
    assert np.isnan(pixels[..., 2]).all()
    np.testing.assert_array_equal(pixels[..., :2], IMAGES[2:3, ..., :2])


def test_several_images_in_a_file_are_told():
    for name, planes in zip(write_cutouts(Path()), FLUXES, strict=True):
        write_extensions(name, planes, ["SCI", "WHT"])
    [warning] = surveyed().warnings
    assert "2 HDUs with images (HDU 0 PRIMARY, 1 SCI, 2 WHT), of which the" in warning
    assert surveyed(hdu="SCI").warnings == []


@pytest.mark.parametrize("first", [True, False])
def test_files_with_other_hdus_are_refused(first):
    names = write_cutouts(Path())
    for name, planes in zip(names, FLUXES, strict=True):
        write_extensions(name, planes, ["ERR", "SCI"])
    odd = names[0 if first else 3]
    write_extensions(odd, FLUXES[0], ["SCI"])
    says = rf"^hdu: missing, .*{odd} has HDU 0 PRIMARY, 1 SCI\b.*one to read in `hdu`"
    with pytest.raises(ValueError, match=says) as caught:
        surveyed()
    assert "has HDU 0 PRIMARY, 1 ERR, 2 SCI" in str(caught.value)
    assert surveyed(hdu="SCI").warnings == []


def test_one_image_per_file_may_have_any_name():
    for name, planes in zip(write_cutouts(Path()), FLUXES, strict=True):
        write_extensions(name, planes, [name.stem])
    assert surveyed().warnings == []


def test_sizes_are_brought_to_one_and_told():
    names = write_cutouts(Path())
    for name in names[:2]:
        fits.writeto(name, FLUXES[0, :, :10, :12], overwrite=True)
    found = surveyed(size=12)
    assert found.reader.shape == (12, 12, 3)
    uneven, few = found.warnings
    assert "10 to 16 pixels per side and were resampled to 12" in uneven
    assert "2 of 12 cut-outs have fewer pixels than `size: 12`" in few
    assert "the smallest has 10 pixels per side (row 0 (line 2), cuts/5" in few
    assert found.reader.read(EVERY).shape == (12, 12, 12, 3)


def test_arcsec():
    names = write_cutouts(Path(), header=sky_header(0.5))
    fits.writeto(names[0], FLUXES[0], sky_header(1.0, 90), overwrite=True)
    found = surveyed(size=6, size_arcsec=4.0)
    few, north = found.warnings
    assert "1 of 12 cut-outs have fewer pixels than `size: 6`" in few
    assert "the smallest has 4 pixels" in few and "North lies up to" in north
    assert found.columns["north_deg"][0] == pytest.approx(90, abs=0.01)
    np.testing.assert_allclose(found.reader.sides[:, 0], [4] + [8] * 11)


def test_bands_of_other_scales_fit_by_arcsec():
    for row, files in enumerate(write_bands(Path())):
        fits.writeto(files[1], FLUXES[row, 1, :8, :8], overwrite=True)
        for file, scale in zip(files, (0.5, 1, 0.5), strict=True):
            fits.setval(file, "CTYPE1", value="RA---TAN")
            header = sky_header(scale, side=16 if scale < 1 else 8)
            with fits.open(file, mode="update") as hdus:
                hdus[0].header.update(header)
    with pytest.raises(ValueError, match="bands of 12 of 12 .* differ in size"):
        surveyed(**BY_BAND)
    found = surveyed(**BY_BAND, size=4, size_arcsec=8.0)
    np.testing.assert_allclose(found.reader.sides, [[16, 8, 16]] * 12)


def uneven_planes():
    names = write_cutouts(Path())
    for name in names[4:6]:
        fits.writeto(name, FLUXES[0, :2], overwrite=True)
    return {}


def uneven_sizes():
    names = write_cutouts(Path())
    fits.writeto(names[4], FLUXES[0, :, :9], overwrite=True)
    return {}


def planes_in_bands():
    files = write_bands(Path())
    fits.writeto(files[4][1], FLUXES[0], overwrite=True)
    return BY_BAND


@pytest.mark.parametrize(
    ("made", "says"),
    [
        (
            uneven_planes,
            r"numbers of bands: 3 \(10\), 2 \(2, the first is row 4 \(line",
        ),
        (uneven_sizes, r"^size: missing, .*16x16 pixels \(11\), 16x9 pixels \(1, the"),
        (planes_in_bands, r"row 4 .*: band 1 of 3 \(from 0\) has 3 planes"),
        (
            lambda: write_cutouts(Path()) and {"hdu": "SCI"},
            r"^hdu: no cut-out has an HDU 'SCI' \(cuts.* has HDU 0 PRIMARY\)",
        ),
        (lambda: write_cutouts(Path()) and {"hdu": 3}, "no cut-out has an HDU 3"),
        (
            lambda: write_cutouts(Path()) and {"hdu": [0]},
            r"band 0 of 1 .* has 3 planes",
        ),
    ],
)
def test_what_does_not_fit_is_refused(made, says):
    given = made()
    with pytest.raises(ValueError, match=says):
        surveyed(**given)
