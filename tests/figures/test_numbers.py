"""The numbers behind the figures, which lie beside them as CSV."""

import numpy as np
import pandas as pd

from galaxybench.figures import (
    accuracy,
    confusion,
    learning_curves,
    misclassified,
    samples,
    style,
)
from tests.helpers.figure_samples import curves, names, predictions, table

CLASSES = [f"Class {number}" for number in range(10)]


def test_every_run_has_a_row_with_its_interval():
    runs = table(names())
    rows = accuracy.numbers(runs)
    assert len(rows) == len(runs)
    assert rows["accuracy_low"].tolist() == runs["accuracy_low"].tolist()


def test_every_epoch_of_every_run_has_a_row_and_one_was_kept():
    runs = names(models=2)
    rows = learning_curves.numbers(*curves(runs), runs)
    assert len(rows) == 10 * len(runs)
    assert rows.groupby(["model", "seed"])["kept"].sum().tolist() == [1] * 4
    assert (rows.loc[rows["kept"], "epoch"] == 7).all()
    assert not {"seconds", "learning_rate"} & set(rows)


def test_the_cells_of_a_confusion_matrix_are_named():
    matrix = {"classes": ["a", "b"], "confusion": [[3, 1], [0, 0]]}
    rows = confusion.numbers([matrix] * 2, names(models=1))
    cells = rows[["true", "predicted", "images", "share"]].values.tolist()
    assert cells == [
        ["a", "a", 6, 0.75], ["a", "b", 2, 0.25], ["b", "a", 0, 0], ["b", "b", 0, 0],
    ]  # fmt: skip


def test_the_errors_and_the_samples_are_listed():
    runs = names(models=1, seeds=1)
    errors = misclassified.most_confident([predictions()], runs)
    rows = misclassified.numbers(errors, CLASSES)
    assert rows["index"].tolist() == errors["baseline", "model_0"]["index"].tolist()
    assert (rows["true"] != rows["predicted"]).all()
    none = misclassified.most_confident(
        [predictions().assign(predicted=0, label=0)], runs
    )
    assert misclassified.numbers(none, CLASSES).empty
    labels = np.repeat(np.arange(10), 4)
    listed = samples.numbers(labels, CLASSES)
    assert listed["index"].tolist() == list(range(40))
    assert set(listed["images"]) == {4}


def test_the_file_has_no_index(tmp_path):
    style.save_numbers(pd.DataFrame({"a": [1]}), tmp_path / "deep" / "a.csv")
    assert (tmp_path / "deep" / "a.csv").read_text() == "a\n1\n"
