"""The first header says how many images there are, of which type and which classes."""

import numpy as np
import pytest

from galaxybench.images.fits_header import image_header


@pytest.mark.parametrize(("dtype", "bits"), [(np.uint8, 8), (np.float32, -32)])
def test_the_layout_is_that_of_fits(dtype, bits):
    cards = image_header((9, 4, 5, 3), dtype, ["a", "b"], {"source": "hdf5"})
    axes = [cards[f"NAXIS{axis}"] for axis in (1, 2, 3, 4)]
    assert cards["BITPIX"] == bits and axes == [3, 5, 4, 9]
    assert cards["NCLASSES"] == 2 and cards["CLASS1"] == "b"
    assert cards["SOURCE"] == "hdf5"


def test_without_pixels_there_are_no_axes():
    assert image_header((9,), np.uint8, ["a"], {})["NAXIS"] == 0


@pytest.mark.parametrize("key", ["simple", "a key", "a=b"])
def test_keys_that_fits_cannot_hold_are_refused(key):
    with pytest.raises(ValueError, match="header key"):
        image_header((9,), np.uint8, ["a"], {key: "x"})
