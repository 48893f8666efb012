"""Pixels of cut-outs: in the order of the bands, NaN for what is missing."""

from pathlib import Path

import numpy as np
import pytest
from astropy.io import fits

from galaxybench.images.cutout_reader import CutoutReader
from galaxybench.images.flux_resampling import resampled
from tests.helpers.cutouts import (
    BY_BAND,
    FLUXES,
    IMAGES,
    SIDE,
    found_files,
    write_bands,
    write_cutouts,
    write_extensions,
)

ROWS = np.array([1, 2, 7])
SHAPE, FLOAT = (SIDE, SIDE, 3), np.dtype("f4")


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def extensions():
    for name, planes in zip(write_cutouts(Path()), FLUXES, strict=True):
        write_extensions(name, planes[::-1], ["I", "R", "G"])
    return found_files(hdu=["G", "R", "I"])


@pytest.mark.parametrize(
    "made",
    [
        lambda: write_cutouts(Path()) and found_files(),
        lambda: write_bands(Path()) and found_files(**BY_BAND),
        extensions,
    ],
    ids=["planes", "files", "extensions"],
)
def test_bands_as_planes_files_and_extensions(made):
    found = CutoutReader(made(), SHAPE, FLOAT).read(ROWS)
    np.testing.assert_array_equal(found, IMAGES[ROWS])
    assert found.dtype == np.float32 and found.flags.c_contiguous
    assert CutoutReader(made(), SHAPE, FLOAT).read(ROWS[:0]).shape == (0, *SHAPE)


def test_a_missing_band_is_nan():
    files = write_bands(Path())
    files[2][1].unlink()
    found = CutoutReader(found_files(**BY_BAND), SHAPE, FLOAT).read(ROWS)
    assert np.isnan(found[1, ..., 1]).all()
    np.testing.assert_array_equal(found[1, ..., ::2], IMAGES[2, ..., ::2])
    np.testing.assert_array_equal(found[[0, 2]], IMAGES[[1, 7]])


@pytest.mark.parametrize("side", [None, 9.5])
def test_other_sizes_are_resampled(side):
    write_cutouts(Path())
    sides = None if side is None else np.full((12, 1), side)
    found = CutoutReader(found_files(), (6, 6, 3), FLOAT, sides).read(ROWS)
    for image, planes in zip(found, FLUXES[ROWS], strict=True):
        for band, plane in enumerate(planes):
            expected = resampled(plane, 6, side)
            np.testing.assert_array_equal(image[..., band], expected)


@pytest.mark.parametrize("side", [None, 9.5])
def test_gaps_are_those_of_the_file(side):
    """One NaN that resampling mends, and one outside the square."""
    fluxes = FLUXES.copy()
    fluxes[2, 1, 8, 8] = fluxes[7, 0, 0, 0] = np.nan
    write_cutouts(Path(), fluxes=fluxes)
    sides = None if side is None else np.full((12, 1), side)
    reader = CutoutReader(found_files(), (6, 6, 3), FLOAT, sides)
    assert not np.isnan(reader.read(ROWS)).any()
    # The square of 9.5 pixels lies within 10 x 10 pixels, from 3 to 13.
    pixels, outside = (256, 1 / 256) if side is None else (100, 0)
    expected = [[0, 0, 0], [0, 1 / pixels, 0], [outside, 0, 0]]
    np.testing.assert_allclose(reader.gaps[ROWS], expected, rtol=1e-6)


def test_faults_name_the_file():
    files = write_bands(Path())
    cutouts = found_files(**BY_BAND)
    files[2][1].write_bytes(files[2][1].read_bytes() + b" ")
    with pytest.raises(ValueError, match=f"{files[2][1]} changed while its folder"):
        CutoutReader(cutouts, SHAPE, FLOAT).read(ROWS)
    infinite = FLUXES[2, 1].copy()
    infinite[3, 4] = -np.inf
    for pixels in (infinite, np.full((SIDE, SIDE), 1e39)):
        fits.writeto(files[2][1], pixels, overwrite=True)
        reader = CutoutReader(found_files(**BY_BAND), (6, 6, 3), np.dtype("f8"))
        with pytest.raises(ValueError, match=f"{files[2][1]} has infinite values"):
            reader.read(ROWS)
    files[7][0].write_bytes(files[7][0].read_bytes()[:3000])
    reader = CutoutReader(found_files(**BY_BAND), SHAPE, FLOAT)
    with pytest.raises(ValueError, match=f"{files[7][0]} cannot be read as a FITS"):
        reader.read(ROWS)
