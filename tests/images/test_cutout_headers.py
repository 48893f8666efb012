"""Headers of many cut-outs, and what is missing in them."""

from pathlib import Path

import numpy as np
import pytest
from astropy.io import fits

from galaxybench.images.cutout_headers import UNKNOWN, read_headers
from tests.helpers.cutouts import (
    BY_BAND,
    FLUXES,
    found_files,
    sky_header,
    write_bands,
    write_cutouts,
    write_extensions,
)

ROWS = np.array([0, 2, 3])


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_planes_and_sky():
    names = write_cutouts(Path())
    fits.writeto(names[2], FLUXES[2].astype("f8"), sky_header(0.3, 40), overwrite=True)
    fits.writeto(names[3], FLUXES[3, 0, :9], overwrite=True)
    found = read_headers(found_files(), ROWS)
    assert found.bands.tolist() == [[3], [3], [1]]
    assert found.sides.tolist() == [[[16, 16]], [[16, 16]], [[9, 16]]]
    np.testing.assert_allclose(found.scales[1], 0.3)
    assert np.isnan(found.scales[[0, 2]]).all()
    np.testing.assert_allclose(found.north, [np.nan, 40, np.nan], rtol=1e-5)
    assert found.mirrored.tolist() == [UNKNOWN, 0, UNKNOWN]
    assert found.exact.tolist() == [True, False, True]


def test_a_missing_file_and_a_missing_hdu_have_no_bands():
    files = write_bands(Path())
    files[2][1].unlink()
    found = read_headers(found_files(**BY_BAND), ROWS)
    assert found.bands.tolist() == [[1, 1, 1], [1, 0, 1], [1, 1, 1]]
    for name in write_cutouts(Path()):
        write_extensions(name, FLUXES[0], ["A", "B"])
    for files in write_bands(Path()):
        for file in files:
            file.unlink()
    found = read_headers(found_files(hdu=["B", "C"]), ROWS)
    assert found.bands.tolist() == [[1, 0]] * 3


@pytest.mark.parametrize(("every", "known"), [(True, 3), (False, 1)])
def test_the_sky_is_that_of_the_first_part_that_is_there(every, known):
    files = write_bands(Path())
    for file, turned in zip(files[2], (10, 20, 30), strict=True):
        fits.writeto(file, FLUXES[2, 0], sky_header(0.5, turned), overwrite=True)
    files[2][0].rename("cuts/kept")
    cutouts = found_files(**BY_BAND)
    found = read_headers(cutouts, ROWS, every)
    np.testing.assert_allclose(found.north[1], 20, rtol=1e-5)
    Path("cuts/kept").rename(files[2][0])
    found = read_headers(found_files(**BY_BAND), ROWS, every)
    np.testing.assert_allclose(found.north[1], 10, rtol=1e-5)
    assert np.isfinite(found.scales[1]).all(1).sum() == known
