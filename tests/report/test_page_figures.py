"""The figures of the page: their order, words and embedded files."""

import base64
import io

import numpy as np
from PIL import Image

from galaxybench.report.page_figures import FIGURES, LARGE, embedded, figures


def drawn(folder, name, pixels):
    path = folder / f"{name}.png"
    Image.fromarray(pixels).save(path)
    return path


def test_figures_come_in_the_order_of_the_sections_with_words(tmp_path):
    pixels = np.zeros((3, 5, 3), np.uint8)
    names = ("samples", "cost", "accuracy")
    found = figures(
        {name: drawn(tmp_path, name, pixels) for name in names}, "stars", "a 90 %"
    )
    assert [each["figure"] for each in found] == ["accuracy", "cost", "samples"]
    assert [each["topic"] for each in found] == ["models", "cost", "data"]
    for each in found:
        assert each["heading"] == FIGURES[each["figure"]][0]
        assert each["alt"].startswith(f"{each['heading']}, stars: ")
        assert ("a 90 %" in each["alt"]) == (each["figure"] != "samples")


def test_a_drawing_stays_png_and_a_photograph_becomes_webp(tmp_path):
    plain = drawn(tmp_path, "plain", np.zeros((30, 50, 3), np.uint8))
    noise = np.random.default_rng(0).integers(0, 255, (400, 500, 3), np.uint8)
    photo = drawn(tmp_path, "photo", noise)
    assert plain.stat().st_size < LARGE < photo.stat().st_size
    for path, form, size in ((plain, "png", (50, 30)), (photo, "webp", (500, 400))):
        found = embedded(path)
        assert (found["width"], found["height"]) == size
        kind, code = found["src"].split(",")
        assert kind == f"data:image/{form};base64"
        with Image.open(io.BytesIO(base64.b64decode(code))) as image:
            assert (image.size, image.format) == (size, form.upper())
