"""Which axis of an array is which, and which pixels can be used."""

from pathlib import Path

import numpy as np
import pytest

from galaxybench.images.image_arrays import check_length, images_of
from galaxybench.images.tables import ImageTable

RANDOM = np.random.default_rng(2)


def opened(array, **kind):
    read = lambda rows: array[rows]  # noqa: E731
    return images_of("a.npy", array.shape, array.dtype, read, **kind)


def pixels(*shape):
    return RANDOM.integers(0, 256, shape, np.uint8)


@pytest.mark.parametrize("shape", [(7, 9, 8), (7, 9, 8, 1), (7, 9, 8, 3), (2, 5, 5, 3)])
def test_channels_are_last_or_there_are_none(shape):
    array = pixels(*shape)
    images = opened(array)
    assert images.count == shape[0] and images.shape == (*shape, 1)[1:4]
    rows = np.array([0, 1])
    np.testing.assert_array_equal(
        images.read(rows), array[rows].reshape(2, *images.shape)
    )


@pytest.mark.parametrize("channels", [1, 3])
def test_channels_may_be_first(channels):
    array = pixels(7, channels, 9, 8)
    images = opened(array)
    assert images.shape == (9, 8, channels)
    found = images.read(np.array([1, 5]))
    assert found.flags.c_contiguous and found.dtype == np.uint8
    np.testing.assert_array_equal(found, np.moveaxis(array[[1, 5]], 1, -1))


@pytest.mark.parametrize(
    ("shape", "image"),
    [
        ((7, 24, 24, 5), (24, 24, 5)),
        ((7, 5, 24, 20), (24, 20, 5)),
        ((7, 24, 24), (24, 24, 1)),
        ((7, 63, 63, 32), (63, 63, 32)),
    ],
)
@pytest.mark.parametrize("kind", ["<f4", ">f4", "f8", "f2"])
def test_fluxes_have_any_number_of_bands(shape, image, kind):
    array = RANDOM.normal(size=shape).astype(kind)
    images = opened(array, fluxes=True)
    assert images.shape == image and images.dtype == array.dtype.newbyteorder("=")
    expected = array if shape[1] != 5 else np.moveaxis(array, 1, -1)
    found = images.read(np.array([0, 6]))
    assert found.dtype == images.dtype
    np.testing.assert_array_equal(found, expected[[0, 6]].reshape(found.shape))


@pytest.mark.parametrize(
    ("shape", "says"),
    [
        ((7, 40, 40, 33), "1 to 32 bands"),
        ((7, 6, 40, 6), "fewer than the pixels per side"),
        ((7, 24, 24, 24), "fewer than the pixels per side"),
        ((7, 3, 3, 3), "cannot be told"),
    ],
)
def test_bands_that_may_be_something_else_are_refused(shape, says):
    with pytest.raises(ValueError, match=f"^images: a.npy: .*{says}"):
        opened(np.zeros(shape, np.float32), fluxes=True)


@pytest.mark.parametrize(
    ("shape", "says"),
    [
        ((7,), "expected .n, height, width."),
        ((7, 9), "expected .n, height, width."),
        ((7, 9, 8, 3, 1), "expected .n, height, width."),
        ((0, 9, 8, 3), "expected .n, height, width."),
        ((9, 8, 3), "may be one image with channels"),
        ((3, 9, 4), "may be one image with channels"),
        ((7, 3, 9, 3), "cannot be told|choose one or three"),
        ((7, 3, 3, 3), "cannot be told which axis"),
        ((7, 1, 9, 3), "cannot be told|choose one or three"),
        ((7, 9, 3, 8), "cannot be told which axis"),
        ((7, 9, 8, 5), r"choose one or three channels, as in images\[..., :3\]"),
        ((7, 5, 9, 8), r"choose one or three channels, as in images\[:, :3\]"),
        ((7, 9, 8, 2), "choose one or three channels"),
        ((7, 4, 9, 8), "choose one or three channels"),
    ],
)
def test_what_may_mean_two_things_is_refused(shape, says):
    with pytest.raises(ValueError, match=f"^images: a.npy: .*{says}"):
        opened(pixels(*shape))


@pytest.mark.parametrize(
    ("array", "says"),
    [
        (
            np.linspace(-0.5, 1, 400).reshape(4, 10, 10),
            "float64 from -0.5 to 1 .*black",
        ),
        (pixels(4, 10, 10).astype(np.float32), "float32 from .*np.interp"),
        (np.full((4, 10, 10), np.nan), "float64 from nan to nan"),
        (pixels(4, 10, 10).astype(np.uint16), "uint16 from .*np.interp"),
        (pixels(4, 10, 10).astype(np.int8), "int8 from"),
        (pixels(4, 10, 10) > 5, r"bool.*255 \* images"),
        (pixels(4, 10, 10).astype("U3"), ".*save the pixels as numbers"),
    ],
)
@pytest.mark.filterwarnings("ignore:All-NaN")
def test_other_pixels_are_refused_with_their_type_and_range(array, says):
    with pytest.raises(
        ValueError, match=f"^images: a.npy: .*must be uint8, got {says}"
    ):
        opened(array)


def test_an_array_has_an_image_for_every_row():
    table = ImageTable(Path("cat.csv"), 7, {})
    check_length(opened(pixels(7, 9, 9)), table)
    with pytest.raises(ValueError, match="has 8 images, the table cat.csv has 7 rows"):
        check_length(opened(pixels(8, 9, 9)), table)
    with pytest.raises(ValueError, match=r"np.moveaxis\(images, -1, 0\)"):
        check_length(opened(pixels(9, 9, 7)), table)
