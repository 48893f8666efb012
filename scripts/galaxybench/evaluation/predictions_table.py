"""The columns of predictions.csv, and functions that read them.

A table has one row per test image: `index` (the row in test.fits), `source_index` (the
row in the data source), `label` and `predicted` (class numbers), and one probability
per class, `p0` to `p{k-1}`, which predictions made elsewhere may lack.
"""

import numpy as np
import pandas as pd

COLUMNS = ["index", "source_index", "label", "predicted"]
"""The columns before the probabilities."""


def _shares(table: pd.DataFrame) -> pd.DataFrame:
    return table.filter(regex=r"^p\d+$")


def probabilities(table: pd.DataFrame) -> np.ndarray:
    """Return the probabilities, (n, k) float; (n, 0) where the table has none."""
    return _shares(table).to_numpy()


def normalized(p: np.ndarray) -> np.ndarray:
    """Make the rows of (n, k) probabilities sum to 1 in float64.

    They were computed as float32, so their sums are off by about 1e-7.
    """
    return p / p.sum(axis=1, keepdims=True)


def most_confident_errors(table: pd.DataFrame) -> pd.DataFrame:
    """List the wrong predictions, the most confident first.

    Returns:
        The columns index, label, predicted and probability (of the predicted class;
        NaN where the table has none), one row per error.
    """
    errors = table.assign(probability=_shares(table).max(axis=1))
    errors = errors.loc[table["label"] != table["predicted"]]
    errors = errors.sort_values("probability", ascending=False, kind="stable")
    return errors[["index", "label", "predicted", "probability"]]


def plurality(counts: np.ndarray, mean: np.ndarray) -> np.ndarray:
    """Find the class (n,) with most votes; ties go to the highest mean probability.

    Votes and mean probabilities, which have no NaN, are (n, k).
    """
    ahead = counts == counts.max(axis=1, keepdims=True)
    return np.where(ahead, mean, -np.inf).argmax(axis=1)
