"""The heat map of the classes: what is printed, named and left out."""

import pytest

from galaxybench.evaluation.metrics import rates
from galaxybench.figures import classes, style
from tests.helpers.figure_samples import names, predictions, texts


def scored(models, count=10, recipes=("baseline",)):
    runs = names(models, 1, recipes)
    table = predictions()
    table = table.assign(predicted=table["label"].where(table.index % 4 > 0, 0))
    table = table[["label", "predicted"]]
    named = [f"Class number {number}" for number in range(count)]
    return [rates(table, named) for _ in runs], runs


@pytest.mark.parametrize(("models", "count"), [(2, 10), (20, 20), (3, 100)])
def test_numbers_and_names_are_printed_where_there_is_room(models, count, tmp_path):
    figure = classes.draw(*scored(models, count), simulated=True)
    style.save(figure, tmp_path / "a.png", tmp_path / "a.pdf")
    shown = texts(figure)
    assert ("Class number 3 (4)" in shown) == (count <= 20)
    assert ("86" in shown) == (count <= 20)
    assert "model_1" in shown
    assert any("mean" in text for text in shown)


def test_a_class_without_images_has_a_dash():
    assert "–" in texts(classes.draw(*scored(2, 11), simulated=False))
    assert "–" not in texts(classes.draw(*scored(2, 10), simulated=False))


def test_the_recipe_is_named_where_there_are_several():
    figure = classes.draw(*scored(1, 10, ("short", "long")), simulated=False)
    assert {"model_0, short", "model_0, long"} <= set(texts(figure))


def test_the_numbers_have_intervals_and_the_mean():
    rows = classes.numbers(*scored(1))
    assert len(rows) == 11
    assert (rows["f1_low"] <= rows["f1"]).all() and (
        rows["f1"] <= rows["f1_high"]
    ).all()
    assert rows["class"].tolist()[-1] == classes.MEAN
