"""Only files that hold one JPEG, PNG or TIFF are opened."""

import io
import os
import zlib

import numpy as np
import pytest
from PIL import EpsImagePlugin, Image

from galaxybench.images.picture_files import bits_of_file, open_picture
from tests.helpers.deep_pictures import deep_png, deep_tiff

GREY = np.arange(64, dtype=np.uint8).reshape(8, 8)
COLOUR = np.arange(64 * 3, dtype=np.uint8).reshape(8, 8, 3)


def saved(pixels, form, **options) -> bytes:
    """The bytes of a picture in a format of Pillow."""
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, form, **options)
    return buffer.getvalue()


@pytest.fixture
def open_bytes(tmp_path):
    """Write bytes under the name of a PNG, and open that."""

    def open_(content: bytes) -> Image.Image:
        path = tmp_path / "a.png"
        path.write_bytes(content)
        return open_picture(path)

    return open_


@pytest.mark.parametrize("form", ["JPEG", "PNG", "TIFF"])
def test_the_promised_formats_are_opened_whatever_their_name(open_bytes, form):
    content = saved(COLOUR, form)
    with open_bytes(content) as image, open_picture(io.BytesIO(content)) as other:
        assert image.format == other.format == form
        assert np.shape(image) == (8, 8, 3)


@pytest.mark.parametrize(
    "form", ["GIF", "EPS", "BMP", "WEBP", "PPM", "TGA", "ICO", "PCX", "JPEG2000", "PDF"]
)
def test_other_formats_are_refused_whatever_their_name(open_bytes, form):
    with pytest.raises(ValueError, match="its content is no JPEG, PNG or TIFF"):
        open_bytes(saved(COLOUR, form))


def test_ghostscript_is_never_started(open_bytes, monkeypatch):
    started = []
    monkeypatch.setattr(
        EpsImagePlugin, "Ghostscript", lambda *arguments, **_: started.append(arguments)
    )
    with pytest.raises(ValueError, match="no JPEG, PNG or TIFF"):
        np.asarray(open_bytes(saved(COLOUR, "EPS")))
    assert started == []


@pytest.mark.parametrize("content", [b"", b"no picture", b"\x89PNG\r\n\x1a\n"])
def test_what_is_no_picture_is_refused(open_bytes, content):
    with pytest.raises(ValueError, match="no JPEG, PNG or TIFF"):
        open_bytes(content)


@pytest.mark.parametrize("form", ["PNG", "TIFF"])
def test_several_pictures_in_a_file_are_refused(open_bytes, form):
    more = [Image.fromarray(255 - GREY), Image.fromarray(GREY // 2)]
    with pytest.raises(ValueError, match="holds 3 pictures, expected one"):
        open_bytes(saved(GREY, form, save_all=True, append_images=more))


def test_of_a_jpeg_with_previews_the_photograph_is_opened(open_bytes):
    previews = [Image.fromarray(COLOUR[:4, :4])]
    with open_bytes(saved(COLOUR, "MPO", save_all=True, append_images=previews)) as im:
        assert im.n_frames == 2 and im.size == (8, 8)


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded(open_bytes):
    small = saved(GREY, "PNG")
    header = b"IHDR" + (40_000).to_bytes(4, "big") * 2 + small[24:29]
    checksum = zlib.crc32(header).to_bytes(4, "big")
    with pytest.raises(ValueError, match="too many pixels: .*1600000000 pixels"):
        open_bytes(small[:12] + header + checksum + small[33:])


@pytest.mark.parametrize(
    ("options", "what"),
    [
        ({"photometric": 0}, "16 bits with 0 for white"),
        ({"signed": True}, "16 bits with signed integers"),
        ({"signed": True, "bits": 8}, "8 bits with signed integers"),
    ],
)
def test_a_tiff_that_pillow_would_misread_is_refused(open_bytes, options, what):
    with pytest.raises(ValueError, match=f"a TIFF of {what}.*save it again"):
        open_bytes(deep_tiff(GREY.astype(np.uint16), **options))


def test_deep_channels_one_after_another_are_refused(open_bytes):
    with pytest.raises(ValueError, match="16 bits with its channels one after another"):
        open_bytes(deep_tiff(COLOUR.astype(np.uint16) << 8, apart=True))


def test_8_bits_are_read_with_0_for_white_and_with_channels_apart(open_bytes):
    with open_bytes(deep_tiff(GREY, bits=8, photometric=0)) as image:
        np.testing.assert_array_equal(np.asarray(image), 255 - GREY)
    with open_bytes(deep_tiff(COLOUR, bits=8, apart=True)) as image:
        np.testing.assert_array_equal(np.asarray(image), COLOUR)


@pytest.mark.parametrize(
    ("content", "bits"),
    [
        (saved(GREY, "JPEG"), 8),
        (saved(COLOUR, "PNG"), 8),
        (saved(GREY.astype(np.uint16), "PNG"), 16),
        (saved(GREY.astype(np.uint16), "TIFF"), 16),
        (deep_png(COLOUR.astype(np.uint16)), 16),
        (deep_tiff(COLOUR.astype(np.uint16)), 16),
        (deep_tiff(GREY.astype(np.uint16), bits=12), 12),
        (saved(GREY.astype(np.float32), "TIFF"), 32),
        (saved(GREY > 9, "TIFF"), 1),
    ],
)
def test_the_bits_per_channel_of_a_file_are_known(open_bytes, content, bits):
    with open_bytes(content) as image:
        assert max(bits_of_file(image), 1) == bits or (bits == 8 and image.mode == "L")


def test_an_image_that_comes_from_no_file_has_8_bits():
    assert bits_of_file(Image.fromarray(COLOUR)) == 8


def test_a_pipe_is_refused_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "a.png")
    with pytest.raises(ValueError, match=r"a\.png is a named pipe"):
        open_picture(tmp_path / "a.png")
