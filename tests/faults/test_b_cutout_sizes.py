"""Sizes of FITS cut-outs: scales and values that cannot be used."""

import numpy as np
import pytest
from astropy.io import fits

from galaxybench.images.fits import read_catalog
from tests.helpers.catalogs import FIRST_ID
from tests.helpers.cutouts import FLUXES, sky_header, write_cutouts, write_table

THIRD = f"cuts/{FIRST_ID + 3}.fits"
"""The file of row 3."""
LARGE, INFINITE = FLUXES[3].astype("f8") * 1e39, FLUXES[3].copy()
INFINITE[0, 5, 5] = np.inf


def scaled(value, row=3):
    scale = [0.5] * 12
    scale[row] = value
    return scale


@pytest.mark.parametrize(
    ("scale", "says"),
    [
        (scaled(-0.5), ["cat.csv", "row 3 (line 5) has pixel_scale -0.5", "above 0"]),
        (scaled(0), ["cat.csv", "row 3 (line 5) has pixel_scale 0"]),
        (scaled("wide"), ["cat.csv", "'pixel_scale' has no numbers"]),
        (scaled(""), ["1 of 12 cut-outs have no pixel scale", "row 3 (line 5)", THIRD]),
        (scaled(0.1), ["1 of 12 cut-outs have fewer than 4 arcsec per side", THIRD]),
        (scaled(30), ["a pixel scale of more than `size_arcsec: 4` per pixel", THIRD]),
    ],
)
def test_scales_that_cannot_be_used(imports_cutouts, scale, says):
    case = imports_cutouts(size=8, size_arcsec=4.0)
    write_table(case.folder, pixel_scale=scale)
    case.refused(*says)
    write_table(case.folder, pixel_scale=[0.5] * 12)
    case.passes("12 images (8, 8, 3)")


@pytest.mark.parametrize(
    ("header", "says"),
    [
        (None, "no pixel scale: neither a WCS with a scale nor"),
        ({"CDELT1": None, "CDELT2": None}, "no pixel scale"),
        ({"CDELT1": 1e-3}, "pixels that are not square"),
        ({"CDELT1": 1e-7, "CDELT2": 1e-7}, "fewer than 4 arcsec"),
        ({"CTYPE1": "DEC--TAN"}, "no pixel scale"),
    ],
)
def test_headers_without_a_scale(imports_cutouts, header, says):
    case = imports_cutouts(size=8, size_arcsec=4.0)
    write_cutouts(case.folder, header=sky_header(0.5))
    cards = sky_header(0.5) if header else fits.Header()
    for key, value in (header or {}).items():
        cards[key] = value
        if value is None:
            del cards[key]
    fits.writeto(case.folder / THIRD, FLUXES[3], cards, overwrite=True)
    case.refused("1 of 12 cut-outs have", says, "row 3 (line 5)", THIRD)
    write_cutouts(case.folder, header=sky_header(0.5))
    case.passes("12 images (8, 8, 3)")


@pytest.mark.parametrize("values", [INFINITE, LARGE], ids=["infinite", "large"])
def test_values_that_cannot_be_resampled(imports_cutouts, values):
    case = imports_cutouts(size=8)
    fits.writeto(case.folder / THIRD, values, overwrite=True)
    case.refused(THIRD, "has infinite values", "set them to NaN")
    write_cutouts(case.folder)
    case.passes("12 images (8, 8, 3)")


def test_gaps_that_resampling_would_mend(imports_cutouts):
    """They are refused, or counted as they are in the file."""
    case = imports_cutouts(size=8)
    gap = FLUXES[3].copy()
    gap[1, 5, 6] = np.nan
    fits.writeto(case.folder / THIRD, gap, overwrite=True)
    case.refused("1 of 12 images have undefined pixels (NaN)", THIRD[5:])
    filling = imports_cutouts(size=8, nan="median")
    fits.writeto(case.folder / THIRD, gap, overwrite=True)
    filling.passes("1 of 12 images had undefined pixels")
    found = read_catalog(case.folder / "images.fits")["nan_fraction"]
    np.testing.assert_allclose(found[2:5], [0, 1 / gap.size, 0], rtol=1e-6)
    write_cutouts(case.folder)
    case.passes("12 images (8, 8, 3)")


@pytest.mark.parametrize("name", ["north_deg", "nan_fraction"])
def test_a_column_of_what_is_found_in_the_images(imports_cutouts, name):
    case = imports_cutouts(nan="median")
    write_cutouts(case.folder, header=sky_header())
    write_table(case.folder, **{name: [0.5] * 12})
    case.refused(f"got the column '{name}'", "rename the column")
    write_table(case.folder)
    case.passes("12 images")
