"""Rows of slices.csv as a test wishes them."""

import numpy as np
import pandas as pd

from galaxybench.comparison.slices import COLUMNS


def sliced(models=("lenet5", "dense"), slices=("z < 0.1", "z ≥ 0.1"), **columns):
    """One row per slice and model, best first; nothing differs and nothing is tested.

    `columns` are values for all rows.
    """
    rows = [
        {
            "dataset": "sky",
            "scheme": "holdout",
            "column": next(filter(str.isalpha, name.split()), name),
            "slice": name,
            "images": 120,
            "groups": 120,
            "recipe": "quick",
            "model": model,
            "trainings": 1.0,
            "trained": True,
            "best": model == models[0],
            "accuracy": 0.8,
            "low": 0.75,
            "high": 0.85,
            "rest": 0.8,
            "difference": 0.0,
            "low_difference": -0.05,
            "high_difference": 0.05,
            "p": 1.0,
            "p_adjusted": 1.0,
            "tests": len(models) * len(slices),
            "over_best": np.nan if model == models[0] else 0.0,
            "low_over_best": np.nan if model == models[0] else -0.05,
            "high_over_best": np.nan if model == models[0] else 0.05,
            "p_over_best": np.nan if model == models[0] else 1.0,
            "tests_over_best": (len(models) - 1) * len(slices),
        }
        | columns
        for name in slices
        for model in models
    ]
    return pd.DataFrame(rows)[["dataset", "scheme", *COLUMNS]]


def at(table, name, model, **values):
    """Set values of one slice and model."""
    found = (table["slice"] == name) & (table["model"] == model)
    assert found.sum() == 1
    table.loc[found, list(values)] = list(values.values())
    return table
