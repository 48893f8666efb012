"""What the figures show of a study: amounts of data, and batches within an epoch."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from galaxybench.figures import data_amount, learning_curves, style
from tests.helpers.made_rows import made_row


def texts(figure):
    return [text.get_text() for text in figure.findobj(lambda a: hasattr(a, "_text"))]


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


def test_the_band_over_batches_is_drawn_where_the_history_has_it():
    run = made_row(description={"best_epoch": 7})
    epochs = np.arange(1, 11)
    log = pd.DataFrame(
        {"epoch": epochs, "loss": 2 / epochs, "accuracy": 1 - 1 / epochs}
    )
    log = log.assign(val_loss=log["loss"], val_accuracy=log["accuracy"])
    without = learning_curves.draw([replace(run, history=log)], simulated=False)
    quartiles = {
        f"{name}_q{q}": log[name] + (q - 50) / 500
        for name in ("loss", "accuracy")
        for q in (25, 75)
    }
    banded = replace(run, history=log.assign(**quartiles))
    with_band = learning_curves.draw([banded], simulated=False)
    assert [len(axes.collections) for axes in without.axes] == [0, 0]
    assert [len(axes.collections) for axes in with_band.axes] == [1, 1]
    (band,) = with_band.axes[0].collections
    heights = band.get_paths()[0].vertices[:, 1]
    accuracy = 100 * log["accuracy"]
    assert heights.max() == pytest.approx(accuracy.max() + 5)
    assert heights.min() == pytest.approx(accuracy.min() - 5)
    label = "training batches, 25 to 75 %"
    assert label in texts(with_band)
    assert label not in texts(without)
