import base64
import io

import numpy as np
import pytest
from PIL import Image

from galaxybench.figures import style
from galaxybench.report import inline_images


def opened(element) -> Image.Image:
    return Image.open(io.BytesIO(base64.b64decode(element["src"].partition(",")[2])))


@pytest.mark.parametrize(
    ("shape", "size"),
    [((8, 12, 3), (12, 8)), ((400, 200, 1), (80, 160)), ((1, 1, 5), (1, 1))],
)
def test_a_picture_is_small_and_keeps_its_form(shape, size):
    pixels = np.full(shape, 90, np.uint8)
    element = inline_images.small(pixels)
    assert (element["width"], element["height"]) == size
    picture = opened(element)
    assert picture.format == "WEBP" and picture.size == size
    assert abs(np.asarray(picture).mean() - 90) <= 1


def test_a_figure_is_a_png_and_the_same_every_time():
    first, again = (
        inline_images.drawn(style.figure(2, "a title", simulated=False))
        for _ in range(2)
    )
    assert first == again
    assert opened(first).format == "PNG"
    assert first["width"] == style.PIXELS
