"""The most confused classes."""

from PIL import Image

from galaxybench.figures import confused, style
from tests.helpers.figure_setup import texts
from tests.helpers.voted_images import CLASSES, CUBE, voted


def test_one_row_per_pair_with_its_images():
    pair = {"label": 0, "predicted": 2, "of_label": 0.25, "of_errors": 0.6}
    figure = confused.draw(
        [(pair, voted(9)), (pair, voted(2))] * 4,
        {"holdout": CUBE},
        CLASSES,
        title="galaxies",
        simulated=False,
    )
    assert len(figure.axes) == confused.PAIRS
    title = figure.axes[1].get_title(loc="left")
    assert title.startswith("round → cost in $ and more $: 25.0")
    assert title.endswith("of all errors, 2 images")
    counts = [len(panel.texts) for panel in figure.axes]
    assert counts[:2] == [confused.IMAGES, 2]
    assert figure.axes[0].texts[0].get_text() == (
        "prob. 0.50, 3 of 4 runs\ntest image 8"
    )


def test_nothing_to_show_is_a_figure_that_says_so(tmp_path):
    drawn = confused.draw([], {"holdout": CUBE}, CLASSES, title="x", simulated=True)
    assert any("to show." in text for text in texts(drawn))
    assert "SIMULATED DATA" in texts(drawn)
    style.save(drawn, tmp_path / "a.png", tmp_path / "a.pdf")
    with Image.open(tmp_path / "a.png") as image:
        assert image.size[0] == style.PIXELS
