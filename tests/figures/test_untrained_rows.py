"""Ensembles and predictions from outside in the figures of a comparison."""

import numpy as np
import pandas as pd

from galaxybench.comparison.summary import CALIBRATION
from galaxybench.figures import accuracy, misclassified, style
from tests.helpers.made_rows import made_row


def row(recipe, model, share):
    return {
        "dataset": "galaxies",
        "split": "holdout",
        "scheme": "holdout",
        "recipe": recipe,
        "model": model,
        "seed": 0,
        "status": "ok",
        "test_images": 400,
        "accuracy": share,
        "accuracy_low": share - 0.04,
        "accuracy_high": share + 0.04,
        "majority_baseline": 0.2,
        "balanced_accuracy": share,
        "macro_f1": share,
        **dict.fromkeys(CALIBRATION, np.nan),
        "parameters": np.nan,
        "train_seconds": np.nan,
    }


def test_models_keep_their_colours_and_the_rest_has_panels_of_its_own():
    rows = [
        row("quick", "dense", 0.6),
        row("quick", "lenet5", 0.7),
        row("ensemble", "all", 0.8),
        row("external", "colleague", 0.75),
    ]
    figure = accuracy.draw(pd.DataFrame(rows), simulated=False)
    titles = [panel.get_title(loc="left") for panel in figure.axes]
    assert titles == ["recipe quick", "ensembles of these runs", "predicted elsewhere"]
    colours = [
        [line.get_color() for line in panel.lines if line.get_marker() == "o"]
        for panel in figure.axes
    ]
    expected = style.colours(["dense", "lenet5"])
    assert colours[0] == [expected["dense"], expected["lenet5"]]
    assert colours[1] == colours[2]
    assert colours[1][0] not in expected.values()


def test_without_probabilities_the_first_errors_are_shown_and_no_p():
    table = pd.DataFrame(
        {
            "index": range(10),
            "source_index": range(10),
            "label": 0,
            "predicted": [0, 1, 1, 0, 1, 1, 1, 1, 1, 1],
        }
    )
    row = made_row("colleague", recipe="external", predictions=table)
    errors = misclassified.most_confident([row])
    (rows,) = errors.values()
    assert rows["index"].tolist() == [1, 2, 4, 5, 6, 7]
    cube = np.zeros((10, 16, 16, 3), np.uint8)
    figure = misclassified.draw(
        errors, {"holdout": cube}, ["a", "b"], title="x", simulated=False
    )
    texts = [text.get_text() for panel in figure.axes for text in panel.texts]
    assert texts[0] == "a\n→ b\ntest image 1"
