"""Arcsec become pixels by the column `pixel_scale`, or by the WCS."""

from pathlib import Path

import numpy as np
import pytest
from astropy.io import fits

from galaxybench.images.cutout_headers import read_headers
from galaxybench.images.cutout_scales import sides_in_pixels
from tests.helpers.cutouts import (
    BY_BAND,
    FLUXES,
    SIDE,
    found_files,
    sky_header,
    write_bands,
    write_cutouts,
    write_table,
)

EVERY = np.arange(12)


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def sides(arcsec, rows=EVERY, **given):
    cutouts = found_files(**given)
    return sides_in_pixels(
        cutouts, read_headers(cutouts, rows, every_scale=True), arcsec
    )


def test_the_scale_of_the_wcs():
    names = write_cutouts(Path(), header=sky_header(0.5))
    fits.writeto(names[3], FLUXES[3], sky_header(0.25), overwrite=True)
    found = sides(4.0)
    assert found.shape == (12, 1)
    np.testing.assert_allclose(found[:, 0], [8, 8, 8, 16] + [8] * 8)


def test_the_column_and_where_it_is_empty_the_wcs():
    names = write_cutouts(Path())
    fits.writeto(names[1], FLUXES[1], sky_header(0.5), overwrite=True)
    fits.writeto(names[2], FLUXES[2], sky_header(0.5), overwrite=True)
    write_table(Path(), pixel_scale=[0.4, "", 0.502, *[1] * 9])
    found = sides(4.0)[:, 0]
    np.testing.assert_allclose(found[:4], [10, 8, 4 / 0.502, 4])


def test_a_cutout_may_lack_what_rounding_takes():
    write_cutouts(Path(), header=sky_header(0.5))
    assert sides(8.0001)[0, 0] == 16
    with pytest.raises(ValueError, match="12 of 12 cut-outs have fewer than 8.01"):
        sides(8.01)


def scale(text):
    write_cutouts(Path())
    write_table(Path(), pixel_scale=[1, 1, text, *[1] * 9])


def one_header(header):
    names = write_cutouts(Path(), header=sky_header(0.5))
    fits.writeto(names[2], FLUXES[2], header, overwrite=True)


def oblong():
    header = sky_header(0.5)
    header["CDELT1"] *= 2
    one_header(header)


def differing():
    write_cutouts(Path(), header=sky_header(0.5))
    write_table(Path(), pixel_scale=[0.5, 0.5, 0.6, *[0.5] * 9])


def without_scale():
    header = sky_header(0.5)
    del header["CDELT1"], header["CDELT2"]
    one_header(header)


def test_one_column_cannot_hold_for_bands_of_differing_size():
    files = write_bands(Path())
    write_table(Path(), pixel_scale=[0.5] * 12)
    fits.writeto(files[4][0], FLUXES[4, 0, ::2, ::2], overwrite=True)
    says = "^size_arcsec: 1 of 12 .*differing size .*row 4 .*into its header"
    with pytest.raises(ValueError, match=says):
        sides(4.0, **BY_BAND)
    for file, step in zip(files[4], (2, 1, 1), strict=True):
        header = sky_header(0.5 * step, side=SIDE // step)
        fits.writeto(file, FLUXES[4, 0, ::step, ::step], header, overwrite=True)
    write_table(Path())
    found = sides(4.0, np.array([4]), **BY_BAND)
    np.testing.assert_allclose(found, [[4, 8, 8]])


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: scale(-0.4), r"row 2 \(line 4\) has pixel_scale -0.4 .and 0 more"),
        (lambda: scale(0), r"row 2 \(line 4\) has pixel_scale 0 "),
        (lambda: scale("inf"), "has pixel_scale inf"),
        (lambda: scale("small"), "'pixel_scale' has no numbers .got '1'"),
        (lambda: scale(9), r"of more than `size_arcsec: 4` per pixel, .*row 2 \(line"),
        (lambda: scale(""), "1 of 12 cut-outs have no pixel scale: neither .*row 2"),
        (lambda: one_header(None), "1 of 12 cut-outs have no pixel scale"),
        (without_scale, "1 of 12 cut-outs have no pixel scale"),
        (lambda: one_header(sky_header(0.1)), "have fewer than 4 arcsec per side, "),
        (oblong, "1 of 12 cut-outs have pixels that are not square"),
        (differing, "1 of 12 .* another pixel scale in the column .*row 2"),
    ],
)
def test_scales_that_cannot_be_used(make, says):
    make()
    with pytest.raises(ValueError, match=says):
        sides(4.0)
    write_table(Path())
    write_cutouts(Path(), header=sky_header(0.5))
    np.testing.assert_allclose(sides(4.0), 8)
