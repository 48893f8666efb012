"""Pixels of fluxes are stored as FITS demands, and read in the machine's own order."""

import numpy as np
import pytest

from galaxybench.images.pixel_types import FluxCube, as_stored, bitpix, is_flux


@pytest.mark.parametrize(
    ("dtype", "expected"), [("u1", 8), ("f4", -32), (">f4", -32), ("<f4", -32)]
)
def test_bitpix_of_the_types_that_are_kept(dtype, expected):
    assert bitpix(np.dtype(dtype)) == expected


@pytest.mark.parametrize("dtype", ["f8", "i2", "u2", "?"])
def test_other_types_are_refused(dtype):
    with pytest.raises(ValueError, match="allowed: uint8 or float32"):
        as_stored(np.zeros(3, dtype))


def test_floats_are_stored_with_the_most_significant_byte_first():
    assert as_stored(np.array([1.0], "f4")).tobytes() == b"\x3f\x80\x00\x00"
    assert is_flux(np.float32) and not is_flux(np.uint8)


def test_a_cube_gives_native_floats():
    values = np.random.default_rng(0).normal(size=(5, 3, 4, 2)).astype("f4")
    cube = FluxCube(as_stored(values))
    assert (len(cube), cube.shape, cube.dtype) == (5, values.shape, np.float32)
    for index in (2, np.s_[1:4], np.array([0, 3]), np.s_[2, 1, ..., 0]):
        found = cube[index]
        np.testing.assert_array_equal(found, values[index])
        assert found.dtype == np.float32 and found.dtype.isnative
    np.testing.assert_array_equal(np.asarray(cube), values)
    assert np.array(cube, np.float64).dtype == np.float64
