import numpy as np
import pytest

from galaxybench.figures import confusion
from tests.helpers.figure_setup import CLASSES, rows, texts


def test_every_class_and_model_is_named():
    metrics = {"classes": CLASSES, "confusion": np.eye(10, dtype=int).tolist()}
    figure = confusion.draw(rows(metrics=metrics), simulated=False)
    shown = "\n".join(texts(figure))
    for number in range(10):
        assert f"Class number {number}" in shown
    for model in range(5):
        assert f"model_{model}" in shown


@pytest.mark.parametrize("count", [10, 13, 41])
def test_confusion_mentions_numbers_and_names_only_if_they_are_drawn(count):
    classes = [f"Class number {number}" for number in range(count)]
    metrics = {"classes": classes, "confusion": np.eye(count, dtype=int).tolist()}
    figure = confusion.draw(rows(1, 1, metrics=metrics), simulated=False)
    figure.draw_without_rendering()
    shown = "\n".join(texts(figure))
    assert ("number of images" in shown) == (count == 10)
    assert ("Colour: % of the true class" in shown) == (count > 10)
    assert ("Class number 3" in shown) == (count <= 40)


def test_the_cells_of_a_confusion_matrix_are_named():
    matrix = {"classes": ["a", "b"], "confusion": [[3, 1], [0, 0]]}
    listed = confusion.numbers(rows(1, metrics=matrix))
    cells = listed[["true", "predicted", "images", "share"]].values.tolist()
    assert cells == [
        ["a", "a", 6, 0.75], ["a", "b", 2, 0.25], ["b", "a", 0, 0], ["b", "b", 0, 0],
    ]  # fmt: skip
