import pytest

from galaxybench.figures import style, tiles
from tests.helpers.figure_setup import images


@pytest.mark.parametrize("channels", [1, 2, 3, 5])
def test_tiles_take_any_number_of_channels(channels):
    strip = tiles.strip(list(images(2, 8, channels)), places=3, gap=2)
    assert strip.shape == (8, 28, 3)
    assert (strip[:, 18:] == 255).all()


def test_images_with_captions_fill_line_after_line():
    figure = style.figure(5, "x", simulated=False)
    texts = ["a", "b", "c"]
    place = (0.1, 1.0, 4.0, 2.0)
    first = tiles.captioned(figure, list(images(3, 8)), texts, 2, place, 7, below=0.5)
    assert [[text.get_text() for text in axes.texts] for axes in figure.axes] == [
        ["a", "b"],
        ["c"],
    ]
    above, below = (axes.get_position(original=True) for axes in figure.axes)
    assert first is figure.axes[0]
    assert (above.y0 - below.y0) * 5 == pytest.approx(2.5)


def test_an_image_is_named_by_its_id_or_file_or_by_its_row():
    assert tiles.source({"source_index": 7, "ra": 1.0}) == "source 7"
    assert tiles.source({"source_index": 7, "file": "a.png"}) == "file a.png"
    assert tiles.source({"ObjID": 10**18, "source_index": 7}) == "…" + "0" * 18
