"""Images that fool every run, and the most confused classes."""

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from galaxybench.evaluation.votes import COLUMNS
from galaxybench.figures import all_fail, confused, style

CLASSES = ["round", "edge-on", "cost in $ and more $"]
CUBE = np.random.default_rng(0).integers(0, 255, (40, 16, 16, 3), np.uint8)


def rows(count: int, probability: float = 0.5, split: str = "holdout"):
    """So many images of class 0 that 3 of 4 runs take for class 1."""
    content = [
        (split, index, 0, 2, 4, 0.75, probability) for index in reversed(range(count))
    ]
    return pd.DataFrame(content, columns=COLUMNS)


def texts(figure):
    found = [text.get_text() for text in figure.findobj(lambda a: hasattr(a, "_text"))]
    return [text for text in found if text]


def failing(table, cubes=None, **catalog):
    named = table.assign(label="round", predicted=CLASSES[2], **catalog)
    return all_fail.draw(
        named,
        cubes or {"holdout": CUBE},
        count=f"{len(table)} of 40 test images fooled all 4 runs",
        title="galaxies",
        simulated=True,
    )


def test_the_first_images_are_drawn_and_all_are_counted():
    shown = texts(failing(rows(30), source_index=np.arange(30) + 100))
    assert "30 of 40 test images fooled all 4 runs: galaxies" in shown
    assert "SIMULATED DATA" in shown
    images = [text for text in shown if "→" in text]
    assert len(images) == all_fail.COLUMNS * all_fail.ROWS
    assert images[0] == (
        "round\n→ cost in $ and more $\nprob. 0.50, 3 of 4 runs\nimage 29, source 100"
    )


def test_an_image_is_named_by_its_id_or_file_and_its_fold():
    table = rows(1, np.nan, "cv2-fold1")
    cubes = {"cv2-fold0": CUBE, "cv2-fold1": CUBE}
    catalog = {"source_index": 7, "objid": 587722981742084144}
    [text] = [t for t in texts(failing(table, cubes, **catalog)) if "→" in t]
    assert text.endswith("\n3 of 4 runs\ncv2-fold1 0, …587722981742084144")
    shown = texts(failing(rows(1), source_index=7, file="spiral/a.png"))
    [text] = [t for t in shown if "→" in t]
    assert text.endswith("image 0, file spiral/a.png")


def test_a_row_a_pair_with_its_images():
    pair = {"label": 0, "predicted": 2, "of_label": 0.25, "of_errors": 0.6}
    figure = confused.draw(
        [(pair, rows(9)), (pair, rows(2))] * 4,
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


@pytest.mark.parametrize("figure", ["all_fail", "confused"])
def test_nothing_to_show_is_a_figure_that_says_so(figure, tmp_path):
    drawn = (
        failing(rows(0))
        if figure == "all_fail"
        else confused.draw(
            [], {"holdout": CUBE}, CLASSES, title="galaxies", simulated=True
        )
    )
    assert any("to show." in text for text in texts(drawn))
    assert "SIMULATED DATA" in texts(drawn)
    style.save(drawn, tmp_path / "a.png", tmp_path / "a.pdf")
    with Image.open(tmp_path / "a.png") as image:
        assert image.size[0] == style.PIXELS
