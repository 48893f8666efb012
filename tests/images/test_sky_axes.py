"""Scale and orientation by the WCS: headers that are turned by a known angle."""

import numpy as np
import pytest
from astropy.io import fits

from galaxybench.images.sky_axes import north_spread, sky_axes
from tests.helpers.cutouts import SIDE, sky_header


@pytest.mark.parametrize("turned", [0, 30, -75, 120, 179])
@pytest.mark.parametrize("mirrored", [False, True])
def test_a_turned_image(turned, mirrored):
    axes = sky_axes(sky_header(0.4, turned, mirrored), SIDE, SIDE)
    assert axes.scales == pytest.approx((0.4, 0.4))
    assert axes.north == pytest.approx(turned, abs=1e-3)
    assert axes.mirrored == mirrored


def test_north_is_that_at_the_centre_of_the_image():
    """Meridians converge: by sin(dec) times the difference of right ascension."""
    header = sky_header(3600, side=1)
    header["CRVAL2"], header["CRPIX1"] = 60, 2.0
    axes = sky_axes(header, 1, 1)
    # The centre lies one degree from the reference point, towards smaller x: East.
    away = np.degrees(np.arctan(np.radians(1) / np.cos(np.radians(60))))
    assert axes.north == pytest.approx(-away * np.sin(np.radians(60)), abs=0.02)


def test_old_keys_and_distortions_are_understood():
    header = fits.Header()
    header.update({
        "CTYPE1": "RA---TAN-SIP", "CTYPE2": "DEC--TAN-SIP", "CRVAL1": 150.0,
        "CRVAL2": 2.0, "CRPIX1": 8.5, "CRPIX2": 8.5, "CDELT1": -0.2 / 3600,
        "CDELT2": 0.2 / 3600, "CROTA2": 20.0, "A_ORDER": 2, "B_ORDER": 2,
        "A_2_0": 1e-6, "B_0_2": 1e-6,
    })  # fmt: skip
    axes = sky_axes(header, 16, 16)
    assert axes.scales == pytest.approx((0.2, 0.2))
    assert abs(axes.north) == pytest.approx(20, abs=0.1)


def test_declination_may_be_the_first_axis():
    """The plane of the sky is turned over against that of ra first."""
    header = sky_header(0.4, 25)
    header["CTYPE1"], header["CTYPE2"] = "DEC--TAN", "RA---TAN"
    header["CRVAL1"], header["CRVAL2"] = 2, 150
    matrix = [[header["PC1_1"], header["PC1_2"]], [header["PC2_1"], header["PC2_2"]]]
    x, y = np.linalg.solve(matrix, [1, 0])  # to larger declination
    axes = sky_axes(header, SIDE, SIDE)
    assert axes.north == pytest.approx(np.degrees(np.arctan2(-x, y)), abs=1e-3)
    assert axes.mirrored


def test_the_plane_of_a_spectral_cube():
    header = sky_header(0.4, 25)
    header.update({"WCSAXES": 3, "CTYPE3": "WAVE", "CRVAL3": 5e-7, "CDELT3": 1e-9,
                   "CRPIX3": 1.0, "CUNIT3": "m"})  # fmt: skip
    axes = sky_axes(header, SIDE, SIDE)
    assert axes.scales == pytest.approx((0.4, 0.4))
    assert axes.north == pytest.approx(25, abs=1e-3)


def test_an_image_near_the_pole_and_one_in_galactic_coordinates():
    header = sky_header(3600)
    header["CRVAL2"] = 90
    assert np.isfinite(sky_axes(header, SIDE, SIDE).north)
    header = sky_header(0.5)
    header["CTYPE1"], header["CTYPE2"] = "GLON-TAN", "GLAT-TAN"
    axes = sky_axes(header, SIDE, SIDE)
    assert np.isnan(axes.north) and axes.scales == pytest.approx((0.5, 0.5))


@pytest.mark.parametrize(
    "change",
    [
        {"CTYPE1": None},
        {"CDELT1": None, "CDELT2": None},
        {"CTYPE1": "LINEAR", "CTYPE2": "LINEAR"},
        {"CDELT1": 0.0},
        {"CTYPE2": "RA---TAN"},
    ],
)
def test_a_header_without_a_usable_wcs(change):
    header = sky_header()
    assert sky_axes(header, SIDE, SIDE) is not None
    for key, value in change.items():
        if value is None:
            del header[key]
        else:
            header[key] = value
    assert sky_axes(header, SIDE, SIDE) is None


@pytest.mark.parametrize(
    ("north", "spread"),
    [([10, 20, np.nan], 5), ([179, -179], 1), ([np.nan], 0), ([], 0), ([0, 0, 30], 20)],
)
def test_the_spread_of_directions(north, spread):
    assert north_spread(np.array(north)) == pytest.approx(spread, abs=0.2)
