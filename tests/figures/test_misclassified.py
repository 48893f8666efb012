import numpy as np
import pandas as pd

from galaxybench.figures import misclassified
from tests.helpers.figure_setup import CLASSES, images, predictions, rows, texts
from tests.helpers.made_rows import made_row


def test_most_confident_errors_first_and_each_image_once():
    seeds = [
        pd.DataFrame(
            {
                "index": [0, 1, 2],
                "label": [0, 0, 1],
                "predicted": [1, 1, 1],
                "p0": [0.4, 0.1, 0.0],
                "p1": [0.6, first, 1.0],
            }
        )
        for first in (0.7, 0.9)
    ]
    found = misclassified.most_confident(
        [made_row(seed=n, predictions=table) for n, table in enumerate(seeds)]
    )
    errors = found["baseline", "lenet5"]
    assert errors["index"].tolist() == [1, 0]
    assert errors["probability"].tolist() == [0.9, 0.6]


def test_a_model_without_errors_says_so():
    right = predictions().assign(predicted=lambda rows: rows["label"])
    errors = misclassified.most_confident(rows(1, 1, predictions=right))
    figure = misclassified.draw(
        errors, {"holdout": images()}, CLASSES, title="x", simulated=False
    )
    assert "no errors on the test images" in texts(figure)


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


def test_the_errors_are_listed():
    errors = misclassified.most_confident(rows(1, 1, predictions=predictions()))
    listed = misclassified.numbers(errors, CLASSES)
    assert listed["index"].tolist() == errors["baseline", "model_0"]["index"].tolist()
    assert (listed["true"] != listed["predicted"]).all()
    right = predictions().assign(predicted=0, label=0)
    none = misclassified.most_confident(rows(1, 1, predictions=right))
    assert misclassified.numbers(none, CLASSES).empty
