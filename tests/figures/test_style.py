"""What all figures have in common: their files, the stamp, titles and colours."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from galaxybench.figures import (
    accuracy,
    confusion,
    learning_curves,
    misclassified,
    samples,
    style,
)
from tests.helpers.figure_setup import (
    CLASSES,
    curves,
    images,
    predictions,
    rows,
    table,
    texts,
)

ALL = ["accuracy", "learning_curves", "confusion", "samples", "misclassified"]


def draw(figure, simulated):
    labels = np.repeat(np.arange(10), 4)
    match figure:
        case "accuracy":
            return accuracy.draw(table(rows()), simulated=simulated)
        case "learning_curves":
            return learning_curves.draw(rows(**curves()), simulated=simulated)
        case "confusion":
            matrix = np.eye(10, dtype=int) * 30 + 2
            metrics = {"classes": CLASSES, "confusion": matrix.tolist()}
            return confusion.draw(rows(metrics=metrics), simulated=simulated)
        case "samples":
            return samples.draw(
                images(), labels, CLASSES, title="galaxies", simulated=simulated
            )
        case "misclassified":
            errors = misclassified.most_confident(rows(predictions=predictions()))
            return misclassified.draw(
                errors,
                {"holdout": images()},
                CLASSES,
                title="galaxies",
                simulated=simulated,
            )


@pytest.mark.parametrize("figure", ALL)
def test_both_files_are_written_and_small_enough(figure, tmp_path):
    png, pdf = tmp_path / "deep" / "a.png", tmp_path / "deep" / "a.pdf"
    style.save(draw(figure, simulated=True), png, pdf)
    with Image.open(png) as image:
        assert 1200 <= max(image.size) <= 1600
        assert min(image.size) >= 400
    assert pdf.read_bytes().startswith(b"%PDF")
    assert sorted(path.name for path in png.parent.iterdir()) == ["a.pdf", "a.png"]


@pytest.mark.parametrize("figure", ALL)
def test_simulated_data_are_named_in_every_figure(figure):
    assert "SIMULATED DATA" in texts(draw(figure, simulated=True))
    assert "SIMULATED DATA" not in texts(draw(figure, simulated=False))


def test_the_stamp_can_be_seen(tmp_path):
    style.save(draw("accuracy", True), tmp_path / "a.png", tmp_path / "a.pdf")
    with Image.open(tmp_path / "a.png") as image:
        pixels = np.asarray(image.convert("RGB")).reshape(-1, 3)
    assert (pixels == (0xB3, 0x26, 0x1E)).all(axis=1).sum() > 3000


def test_the_same_figure_is_the_same_file(tmp_path):
    for name in ("a", "b"):
        figure = draw("accuracy", True)
        style.save(figure, tmp_path / f"{name}.png", tmp_path / f"{name}.pdf")
    for ending in ("png", "pdf"):
        first, second = (tmp_path / f"{name}.{ending}" for name in ("a", "b"))
        assert first.read_bytes() == second.read_bytes()


def test_a_long_title_does_not_run_under_the_stamp():
    long = style.data_label("my_data_set_" * 8, "my_split_" * 8)
    title = f"The most confident errors of every model: {long}"
    figure = style.figure(5, title, simulated=True)
    text, stamp = figure.texts
    assert text.get_window_extent().x1 < stamp.get_window_extent().x0
    assert text.get_fontsize() > 7


def test_a_model_has_one_colour_whatever_the_order():
    assert style.colours(["b", "a"]) == style.colours(["a", "b", "a"])


def test_recipes_are_named_where_there_are_several():
    one = style.titles([("quick", "dense"), ("quick", "lenet5"), ("quick", "dense")])
    assert list(one.values()) == ["dense", "lenet5"]
    two = style.titles([("quick", "dense"), ("long", "dense")], ", ")
    assert list(two.values()) == ["dense, quick", "dense, long"]


def test_the_rest_of_the_last_line_of_panels_is_empty():
    figure = style.figure(5, "x", simulated=False)
    panels = style.panels(figure, 4, 3)
    assert [axes.axison for axes in figure.axes] == [True] * 4 + [False] * 2
    assert panels == figure.axes[:4]


def test_a_figure_is_written_with_its_numbers(tmp_path):
    files = {end: tmp_path / "deep" / f"a.{end}" for end in ("png", "pdf", "csv")}
    figure = style.figure(5, "Title", simulated=False)
    style.write(figure, pd.DataFrame({"a": [1]}), SimpleNamespace(**files))
    assert files["csv"].read_text() == "a\n1\n"
    assert all(file.stat().st_size for file in files.values())
