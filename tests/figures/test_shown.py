"""Pictures are shown as they are, fluxes through one stretch for all images."""

import numpy as np
import pytest

from galaxybench.figures import shown, style
from galaxybench.images import fits
from tests.helpers.flux_cubes import as_fluxes
from tests.helpers.training_setup import write_blobs


@pytest.fixture
def path(tmp_path):
    write_blobs(tmp_path / "train.fits", 50)
    return tmp_path / "train.fits"


def test_pictures_are_shown_as_they_are(path):
    cube = shown.open_shown(path)
    np.testing.assert_array_equal(cube, fits.open_cube(path))
    np.testing.assert_array_equal(shown.raw(cube, 3), cube[3])
    assert shown.picture(cube, cube[3]) is not None
    figure = shown.noted(style.figure(2, "x", simulated=False), cube)
    assert [text.get_text() for text in figure.texts] == ["x"]


def test_fluxes_become_pictures_of_one_range(path):
    pictures = np.array(fits.open_cube(path))
    fluxes = as_fluxes(path, lambda pixels: np.sinh(pixels / 40) * 1e-3)
    cube = shown.open_shown(path)
    assert cube.shape == pictures.shape and len(cube) == 50
    image = cube[7]
    assert image.dtype == np.uint8 and image.shape == (12, 12, 3)
    np.testing.assert_array_equal(shown.raw(cube, 7), fluxes[7])
    np.testing.assert_array_equal(shown.picture(cube, fluxes[7]), image)
    brightness = [cube[row].mean() for row in range(50)]
    order = pictures.mean(axis=(1, 2, 3))
    assert np.corrcoef(brightness, order)[0, 1] > 0.95
    assert cube[:].max() == 255 and cube[:].min() == 0


@pytest.mark.parametrize(
    ("bands", "expected"),
    [(1, [0]), (2, [0, 1, 1]), (3, [0, 1, 2]), (5, [0, 2, 4]), (32, [0, 16, 31])],
)
def test_the_first_the_middle_and_the_last_band_are_shown(path, bands, expected):
    assert shown.shown_bands(bands) == expected
    as_fluxes(path, lambda pixels: np.resize(pixels, (*pixels.shape[:3], bands)))
    cube = shown.open_shown(path)
    assert cube[np.array([1, 2])].shape == (2, 12, 12, len(expected))
    figure = shown.noted(style.figure(2, "x", simulated=False), cube, cube)
    [_, note] = [text.get_text() for text in figure.texts]
    assert note.count("Fluxes, stretched for the eye by asinh") == 1
    assert (f"bands {expected[0]}, " in note) == (bands > 1)


def test_a_constant_band_is_black(path):
    as_fluxes(path, lambda pixels: 0 * pixels + 7)
    assert not shown.open_shown(path)[:].any()
