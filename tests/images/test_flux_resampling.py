"""Resampled floats: brightness stays, and undefined pixels do not spread."""

import numpy as np
import pytest
from PIL import Image

from galaxybench.images.flux_resampling import resampled, square
from galaxybench.images.pictures import resize_batch

BAND = np.random.default_rng(2).normal(5, 1, (18, 20)).astype(np.float32)


def test_without_gaps_it_is_pillow_s_lanczos_of_the_centre_square():
    square = Image.fromarray(np.ascontiguousarray(BAND[:, 1:19]))
    expected = np.asarray(square.resize((7, 7), Image.Resampling.LANCZOS))
    np.testing.assert_array_equal(resampled(BAND, 7), expected)
    batch = resize_batch(BAND[np.newaxis, ..., np.newaxis], 7)
    np.testing.assert_array_equal(batch[0, ..., 0], expected)


def test_the_same_size_is_a_crop():
    np.testing.assert_array_equal(resampled(BAND, 18), BAND[:, 1:19])
    np.testing.assert_allclose(resampled(BAND, 8, 8), BAND[5:13, 6:14], rtol=1e-6)


@pytest.mark.parametrize("side", [18, 9.5, 3.2])
def test_a_square_with_edges_within_pixels_keeps_a_gradient(side):
    """The value of a plane at the centres of the new pixels."""
    rows, columns = np.mgrid[:18, :20].astype(np.float32)
    size = 9
    centres = (np.arange(size) + 0.5) / size * side - side / 2
    found = resampled(100 + rows + 2 * columns, size, side)
    expected = 100 + 8.5 + 2 * 9.5 + centres[:, None] + 2 * centres
    inner = np.s_[3:-3, 3:-3]  # the kernel of the others reaches over the edge
    np.testing.assert_allclose(found[inner], expected[inner], atol=0.06)


def test_brightness_stays_and_not_the_sum():
    flat = np.full((16, 16), 3.5, np.float32)
    for size in (4, 16, 40):
        np.testing.assert_allclose(resampled(flat, size), 3.5, rtol=1e-6)


@pytest.mark.parametrize("size", [6, 18, 40])
@pytest.mark.parametrize("side", [None, 17.5])
def test_nan_does_not_spread(size, side):
    """A flat image with gaps stays flat, and only gaps that are large enough remain."""
    flat = np.full((18, 18), 3.5, np.float32)
    flat[9, 9] = flat[:, :6] = np.nan
    found = resampled(flat, size, side)
    gaps = np.isnan(found)
    np.testing.assert_allclose(found[~gaps], 3.5, rtol=1e-5)
    third = size // 3
    assert gaps[:, : third - 1].all() and not gaps[:, third + 2 :][0].any()
    if size == 6:  # one pixel of nine
        assert not gaps[:, third + 1 :].any()
    if size == 40:
        assert gaps[20, 20]


def test_values_beside_a_gap_are_weighted_means_of_what_is_defined():
    band = BAND[:, :18].copy()
    band[:, 10:] = np.nan
    found = resampled(band, 6)
    assert np.isnan(found[:, 4:]).all() and np.isfinite(found[:, :3]).all()
    assert (found[:, :3] > 3).all() and (found[:, :3] < 7).all()
    assert np.isnan(resampled(np.full((9, 9), np.nan), 3)).all()


def test_doubles_become_float32():
    assert resampled(BAND.astype(float), 7).dtype == np.float32


def test_the_square_has_every_pixel_that_it_touches():
    np.testing.assert_array_equal(square(BAND), BAND[:, 1:19])
    np.testing.assert_array_equal(square(BAND, 8), BAND[5:13, 6:14])
    np.testing.assert_array_equal(square(BAND, 8.5), BAND[4:14, 5:15])
    np.testing.assert_array_equal(square(BAND, 18), BAND[:, 1:19])
