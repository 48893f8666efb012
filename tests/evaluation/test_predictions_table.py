import numpy as np
import pandas as pd
import pytest

from galaxybench.evaluation.predictions_table import (
    most_confident_errors,
    normalized,
    plurality,
    probabilities,
)

TABLE = pd.DataFrame(
    {
        "index": [0, 1, 2, 3],
        "label": [0, 0, 1, 1],
        "predicted": [1, 1, 1, 0],
        "p0": [0.4, 0.1, 0.2, 0.9],
        "p1": [0.6, 0.9, 0.8, 0.1],
        "pitch": [1, 1, 1, 1],
    }
)


def test_only_numbered_columns_are_probabilities():
    assert probabilities(TABLE).tolist() == TABLE[["p0", "p1"]].to_numpy().tolist()
    assert probabilities(TABLE[["label"]]).shape == (4, 0)


def test_probabilities_are_made_to_sum_to_one():
    p = np.array([[0.5, 0.25], [1.0, 3.0]])
    assert normalized(p) == pytest.approx(np.array([[2 / 3, 1 / 3], [0.25, 0.75]]))


def test_the_most_confident_errors_come_first_and_ties_keep_their_order():
    errors = most_confident_errors(TABLE)
    assert errors["index"].tolist() == [1, 3, 0]
    assert errors["probability"].tolist() == [0.9, 0.9, 0.6]
    unknown = most_confident_errors(TABLE[["index", "label", "predicted"]])
    assert unknown["index"].tolist() == [0, 1, 3]
    assert unknown["probability"].isna().all()


def test_ties_of_a_vote_go_to_the_higher_mean_among_those_ahead():
    counts = np.array([[2, 2, 0], [1, 3, 0]])
    mean = np.array([[0.2, 0.3, 0.5], [0.9, 0.05, 0.05]])
    assert plurality(counts, mean).tolist() == [1, 1]
