"""Accuracy over the number of training images."""

import pandas as pd
import pytest
from PIL import Image

from galaxybench.figures import data_amount, style
from tests.helpers.figure_setup import texts


def sizes(recipes=("baseline",)):
    """Two models with 10, 100 and 1000 training images."""
    return pd.DataFrame(
        {
            "dataset": "galaxies",
            "scheme": f"part_{images}",
            "recipe": recipe,
            "model": model,
            "train_images": images,
            "accuracy": accuracy,
            "accuracy_low": accuracy - 0.05,
            "accuracy_high": 1.0,
            "as_good": {10: False, 100: True, 1000: None}[images],
        }
        for recipe in recipes
        for model in ("lenet5", "dense")
        for images, accuracy in ((10, 0.5), (100, 0.9), (1000, 1.0))
    )


def test_it_is_written_in_both_forms_and_says_whether_data_are_simulated(tmp_path):
    figure = data_amount.draw(sizes(), simulated=True)
    assert "SIMULATED DATA" in texts(figure)
    assert "SIMULATED DATA" not in texts(data_amount.draw(sizes(), simulated=False))
    style.save(figure, tmp_path / "a.png", tmp_path / "a.pdf")
    with Image.open(tmp_path / "a.png") as image:
        assert 1200 <= max(image.size) <= 1600
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")


def test_accuracy_over_images_has_an_interval_a_point_and_ticks_where_they_are():
    figure = data_amount.draw(sizes(("short", "long", "longer")), simulated=False)
    panels = [axes for axes in figure.axes if axes.axison]
    assert [axes.get_title(loc="left") for axes in panels] == [
        "recipe short",
        "recipe long",
        "recipe longer",
    ]
    for axes in panels:
        assert axes.get_xscale() == "log"
        assert [round(tick) for tick in axes.get_xticks()] == [10, 100, 1000]
        assert len(axes.containers) == 2
        lengths = [
            [line[1, 1] - line[0, 1] for line in bars.lines[2][0].get_segments()]
            for bars in axes.containers
        ]
        assert lengths == [pytest.approx([55, 15, 5])] * 2


def test_a_dot_is_hollow_where_it_is_not_as_good_as_all():
    figure = data_amount.draw(sizes(), simulated=False)
    axes = next(axes for axes in figure.axes if axes.axison)
    hollow = [line for line in axes.lines if line.get_markerfacecolor() == "white"]
    assert [len(line.get_xdata()) for line in hollow] == [1, 1]
    assert all(8 < line.get_xdata()[0] < 12 for line in hollow)
