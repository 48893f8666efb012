"""Pictures of every kind become pixels of one size."""

import numpy as np
import pytest
from PIL import Image

from galaxybench.images.pictures import resize_batch, to_pixels

RED, BLUE = (255, 0, 0), (0, 0, 255)


@pytest.fixture
def read_one(tmp_path):
    """Save one picture and decode the file."""

    def read(image, name="a.png", size=8, channels=3, **save):
        image.save(tmp_path / name, **save)
        with Image.open(tmp_path / name) as opened:
            return to_pixels(opened, (size, size, channels))

    return read


def test_the_centre_is_cut_out(read_one):
    wide = np.zeros((8, 24, 3), np.uint8)
    wide[:, 8:16] = np.arange(8 * 8 * 3).reshape(8, 8, 3)
    np.testing.assert_array_equal(read_one(Image.fromarray(wide)), wide[:, 8:16])


def test_the_exif_orientation_is_honoured(read_one):
    image = Image.new("RGB", (8, 8), RED)
    image.paste(BLUE, (0, 0, 8, 4))  # blue above red
    exif = Image.Exif()
    exif[0x0112] = 3  # upside down
    pixels = read_one(image, "a.jpg", exif=exif, quality=95)
    assert pixels[0, 0].argmax() == 0 and pixels[7, 0].argmax() == 2


def test_what_is_transparent_is_black(read_one):
    image = Image.new("RGBA", (8, 8), (*RED, 0))
    image.paste((*BLUE, 255), (0, 0, 8, 4))
    pixels = read_one(image)
    assert pixels[0, 0].tolist() == list(BLUE) and not pixels[7].any()


def test_16_bits_are_scaled_by_their_full_range(read_one):
    values = np.array([[0, 255], [32768, 65535]], np.uint16)
    pixels = read_one(Image.fromarray(values), "a.tif", size=2, channels=1)
    assert pixels[..., 0].tolist() == [[0, 0], [128, 255]]


def test_large_jpegs_are_decoded_to_a_fraction_and_look_the_same(read_one):
    ramp = np.linspace(0, 255, 800, dtype=np.uint8)
    image = Image.fromarray(np.tile(ramp[:, None, None], (1, 800, 3)))
    pixels = read_one(image, "a.jpg", size=50, quality=95)
    expected = np.asarray(image.resize((50, 50), Image.Resampling.LANCZOS))
    assert np.abs(pixels.astype(int) - expected).max() <= 3


def test_floating_point_is_refused(read_one):
    image = Image.fromarray(np.ones((8, 8), np.float32))
    with pytest.raises(ValueError, match="got pixels of 32 bits"):
        read_one(image, "a.tif")


def test_only_squares_are_resized():
    image = Image.new("RGB", (6, 4), RED)
    assert to_pixels(image, (4, 6, 3)).shape == (4, 6, 3)
    with pytest.raises(ValueError, match="got 6x4 pixels, expected 6x5"):
        to_pixels(image, (5, 6, 3))


@pytest.mark.parametrize("channels", [1, 3])
def test_a_batch_is_resized_image_by_image(channels):
    images = np.full((2, 4, 8, channels), 7, np.uint8)
    images[1] = 200
    resized = resize_batch(images, 3)
    assert resized.shape == (2, 3, 3, channels)
    assert [set(np.unique(image)) for image in resized] == [{7}, {200}]
