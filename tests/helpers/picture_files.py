"""Pictures as files: good ones, and some that would be misread."""

import io
import zlib
from pathlib import Path

import numpy as np
from PIL import Image

SIZE = 16
RANDOM = np.random.default_rng(7)
GREY = RANDOM.integers(0, 256, (SIZE, SIZE), np.uint8)
GREY[0, 0] = 255
COLOUR = RANDOM.integers(0, 256, (SIZE, SIZE, 3), np.uint8)
DEEP = GREY.astype(np.uint16)


def saved(pixels: np.ndarray, form: str = "PNG", **options: object) -> bytes:
    """The bytes of a picture in a format of Pillow."""
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, form, **options)
    return buffer.getvalue()


def several(form: str) -> bytes:
    """A file of two pictures."""
    return saved(GREY, form, save_all=True, append_images=[Image.fromarray(255 - GREY)])


def bomb() -> bytes:
    """A small PNG that says that it has 1.6 billion pixels."""
    small = saved(GREY)
    header = b"IHDR" + (40_000).to_bytes(4, "big") * 2 + small[24:29]
    return small[:12] + header + zlib.crc32(header).to_bytes(4, "big") + small[33:]


def write_photos(folder: Path) -> Path:
    """A folder of two classes with six good pictures each, no two the same."""
    for number in range(12):
        path = folder / f"photos/{'cat' if number % 2 else 'dog'}/{number}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(saved(COLOUR + np.uint8(number)))
    return folder / "photos"
