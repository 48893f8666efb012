"""Pictures of every kind become pixels of one size."""

import re

import numpy as np
import pytest
from PIL import Image

from galaxybench.images.picture_files import open_picture
from galaxybench.images.pictures import resize_batch, to_pixels, too_dark
from tests.helpers.deep_pictures import deep_png, deep_tiff

RED, BLUE = (255, 0, 0), (0, 0, 255)


@pytest.fixture
def read_one(tmp_path):
    """Save one picture and decode the file."""

    def read(image, name="a.png", size=8, channels=3, bits=None, **save):
        image.save(tmp_path / name, **save)
        with open_picture(tmp_path / name) as opened:
            return to_pixels(opened, (size, size, channels), bits)

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


@pytest.mark.parametrize("name", ["a.png", "a.tif"])
@pytest.mark.parametrize("bits", [9, 10, 12, 14, 16])
def test_deep_pictures_are_scaled_by_the_bits_in_use(read_one, name, bits):
    values = np.arange(256, dtype=np.uint16).reshape(16, 16) << (bits - 8)
    deep = Image.fromarray(values | (1 << (bits - 8)) - 1)
    pixels = read_one(deep, name, size=16, channels=1, bits=bits)
    assert pixels.ravel().tolist() == list(range(256))


@pytest.mark.parametrize("name", ["a.png", "a.tif"])
@pytest.mark.parametrize("highest", [1023, 4095, 16383, 65535])
def test_deep_pictures_that_do_not_say_their_bits_are_refused(read_one, name, highest):
    image = Image.fromarray(np.full((8, 8), highest, np.uint16))
    used = highest.bit_length()
    with pytest.raises(ValueError, match=f"to {highest}, which {used} bits can hold"):
        read_one(image, name)


def test_a_value_above_the_bits_in_use_is_refused(read_one):
    image = Image.fromarray(np.full((8, 8), 4096, np.uint16))
    with pytest.raises(ValueError, match="got the value 4096, .*`bits: 12`.*4095"):
        read_one(image, bits=12)


def test_a_tiff_of_12_bits_says_so_itself(tmp_path):
    values = np.arange(64, dtype=np.uint16).reshape(8, 8) * 65  # up to 4095
    (tmp_path / "a.tif").write_bytes(deep_tiff(values, bits=12))
    with open_picture(tmp_path / "a.tif") as image:
        pixels = to_pixels(image, (8, 8, 1))
    assert pixels[..., 0].tolist() == (values >> 4).tolist()


@pytest.mark.parametrize("suffix", ["png", "tif"])
def test_of_deep_colours_the_upper_bits_are_read_if_all_are_in_use(tmp_path, suffix):
    values = np.arange(64 * 3, dtype=np.uint16).reshape(8, 8, 3) * 341
    write = {"png": deep_png, "tif": deep_tiff}[suffix]
    path = tmp_path / f"a.{suffix}"
    path.write_bytes(write(values))

    def read(bits):
        with open_picture(path) as image:
            return to_pixels(image, (8, 8, 3), bits)

    assert read(16).tolist() == (values >> 8).tolist()
    with pytest.raises(ValueError, match="got the value 65024, allowed for .bits: 12"):
        read(12)
    with pytest.raises(ValueError, match="in colour .* up to 65024, which 16 .* save"):
        read(None)
    path.write_bytes(write(values >> 4))
    with pytest.raises(
        ValueError, match="in colour .* not those for `bits: 12`: save it"
    ):
        read(12)


@pytest.mark.parametrize(
    ("highest", "bits", "colour", "says"),
    [
        (4095, 12, False, None),
        (1024, 12, False, None),
        (1023, 12, False, "63 of 255.* set `bits: 10`"),
        (100, 16, False, "0 of 255.* set `bits: 9`"),
        (0, 10, False, None),
        (3840, 16, True, "15 of 255.* with 8 bits, so that 4095 becomes 255"),
    ],
)
def test_a_set_that_uses_few_of_its_bits_is_said_to_be_dark(
    highest, bits, colour, says
):
    found = too_dark(highest, bits, colour)
    assert found is None if says is None else re.search(says, found)


def test_a_deep_picture_is_rotated_too(read_one):
    values = np.zeros((8, 8), np.uint16)
    values[:4] = 4095
    exif = Image.Exif()
    exif[0x0112] = 3  # upside down
    pixels = read_one(Image.fromarray(values), channels=1, bits=12, exif=exif)
    assert not pixels[:4].any() and (pixels[4:] == 255).all()


def test_pictures_of_8_bits_need_no_number_of_bits(read_one):
    image = Image.new("RGB", (8, 8), (10, 20, 30))
    assert (read_one(image) == read_one(image, bits=12)).all()


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
