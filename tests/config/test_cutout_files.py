"""Names of FITS cut-outs, and options that only these or only pictures have."""

from pathlib import Path

import pytest

from galaxybench.config.cutout_files import (
    check_kind,
    is_cutout,
    named_by,
    names_cutouts,
)
from tests.helpers.catalogs import options

ROOT = Path("cuts")


@pytest.mark.parametrize("name", ["a.fits", "a.FIT", "b.fts", "a.fits.gz", "a.Fits.fz"])
def test_the_ending_tells_a_cutout(name):
    assert is_cutout(name) and is_cutout(ROOT / name)
    assert names_cutouts("{id}" + name) and names_cutouts(name) is None


@pytest.mark.parametrize("name", ["a.png", "fits", "a.fits.bz2", "a.gz", "a.fz"])
def test_other_endings_do_not(name):
    assert not is_cutout(name) and names_cutouts("{id}" + name) is False


@pytest.mark.parametrize("file", [None, "name", "{name}", "{field}/{name}"])
def test_a_column_may_name_any_files(file):
    assert names_cutouts(file) is None


@pytest.mark.parametrize(
    ("file", "bands", "expected"),
    [
        ("name", None, "all"),
        (None, None, "all"),
        ("{id}.fits", None, ["1_g.fits", "1_r.fits", "1_wht.fits", "n/2_g.fits"]),
        ("{id}_{band}.fits", ["g", "r"], ["1_g.fits", "1_r.fits", "n/2_g.fits"]),
        ("{id}_{band}.fits", ["wh."], []),
        ("n/{id}_{band}.fits", ["g"], ["n/2_g.fits"]),
        (
            "{id}_{band}.fits",
            None,
            ["1_g.fits", "1_r.fits", "1_wht.fits", "n/2_g.fits"],
        ),
    ],
)
def test_files_that_a_pattern_cannot_mean_are_left_alone(file, bands, expected):
    names = ["1_g.fits", "1_r.fits", "1_wht.fits", "n/2_g.fits", "1_g.fits.fz"]
    found = named_by([ROOT / name for name in names], ROOT, file, bands)
    expected = names if expected == "all" else expected
    assert found == [ROOT / name for name in expected]


@pytest.mark.parametrize(
    ("given", "cutouts", "says"),
    [
        ({"channels": 1}, True, "^channels: has no effect: .* thumbs has FITS files"),
        ({"bits": 12}, True, "^bits: "),
        ({"hdu": 0}, False, "^hdu: has no effect: the folder thumbs has pictures"),
        ({"fill_bands": True}, False, "^fill_bands: "),
        ({"size_arcsec": 3}, False, "^size_arcsec: "),
        ({"size": None}, False, "^size: missing, needed: pixels per side"),
    ],
)
def test_options_of_the_other_kind_are_refused(given, cutouts, says):
    with pytest.raises(ValueError, match=says):
        check_kind(options(**given), cutouts)
    check_kind(options(**given), not cutouts)
