"""Models over several data sets: average ranks, and which of them differ.

Demšar 2006, Journal of Machine Learning Research 7, 1: the Friedman test, and after it
the test of Nemenyi with its critical difference. Friedman's chi square keeps what it
promises from five data sets on; the F that Demšar prefers does not: without any
difference it finds one in 9 of 100 trials of three models on five data sets. The data
sets are taken as independent of each other.
"""

from math import sqrt
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from galaxybench.comparison.rankable import refusal
from galaxybench.comparison.significance import LEVEL
from galaxybench.comparison.summary import row_name, summarize

DIGITS = 12
"""Means of the same numbers in another order may differ behind these."""


def rankings(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Rank the models of an experiment, for each split scheme over its data sets.

    Args:
        table: one row a run, as in metrics.csv.

    Returns:
        The content of ranks.json, one dict a scheme: scheme, datasets, `refused` (the
        reason in words, or None) and, where that is None, what `ranked` gives.
    """
    result = []
    for scheme, runs in table.groupby("scheme", sort=False):
        reason = refusal(runs.to_dict("records"))
        here: dict[str, Any] = {
            "scheme": scheme,
            "datasets": list(runs["dataset"].unique()),
            "refused": reason,
        }
        if reason is None:
            accuracy = summarize(runs).pivot(
                index="dataset", columns=["recipe", "model"], values="accuracy"
            )
            here |= ranked(accuracy)
        result.append(here)
    return result


def ranked(accuracy: pd.DataFrame) -> dict[str, Any]:
    """Rank models by their accuracies and test the average ranks.

    Args:
        accuracy: a row a data set, a column a (recipe, model); five rows and three
            columns at least, none missing.

    Returns:
        rows: a dict a column with recipe, model, `rank` (the average; 1 is best) and
            `accuracy` (the mean), best rank first.
        friedman: statistic, corrected for ties, and p.
        nemenyi: p value of every two rows, in their order; None if the Friedman test
            finds nothing, since pairs are looked at only after it.
        critical_difference: how far apart two average ranks must be, at the 5 % level.
        alike: [first, last] row of each longest stretch without two that differ: all
            rows if the Friedman test finds nothing.
    """
    places = accuracy.round(DIGITS).rank(axis=1, ascending=False)
    places = places[places.mean().sort_values(kind="stable").index]
    datasets, models = places.shape
    friedman = _friedman(places.to_numpy())
    differ = friedman["p"] < LEVEL
    nemenyi = _nemenyi(places.to_numpy()) if differ else None
    quantile = stats.studentized_range.ppf(1 - LEVEL, models, np.inf) / sqrt(2)
    return {
        "rows": [
            {
                "recipe": recipe,
                "model": model,
                "rank": float(places[recipe, model].mean()),
                "accuracy": float(accuracy[recipe, model].mean()),
            }
            for recipe, model in places.columns
        ],
        "friedman": friedman,
        "nemenyi": nemenyi.tolist() if differ else None,
        "critical_difference": float(
            quantile * sqrt(models * (models + 1) / (6 * datasets))
        ),
        "alike": _stretches(nemenyi) if differ else [[0, models - 1]],
    }


def _friedman(places: np.ndarray) -> dict[str, float]:
    if (places == places[:, :1]).all():  # all alike everywhere
        return {"statistic": 0.0, "p": 1.0}
    result = stats.friedmanchisquare(*places.T)
    return {"statistic": float(result.statistic), "p": float(result.pvalue)}


def _nemenyi(places: np.ndarray) -> np.ndarray:
    """P values (k, k) of Nemenyi's test of ranks (data sets, k)."""
    # It imports seaborn: seconds that nothing else needs.
    from scikit_posthocs import posthoc_nemenyi_friedman

    return posthoc_nemenyi_friedman(places).to_numpy()


def _stretches(p: np.ndarray) -> list[list[int]]:
    """Find the longest stretches of rows (in their order) that cannot be told apart."""
    found: list[list[int]] = []
    for first in range(len(p)):
        last = int(np.flatnonzero(p[first] >= LEVEL).max())
        if last > first and (not found or last > found[-1][1]):
            found.append([first, last])
    return found


def row_names(rows: list[dict[str, Any]]) -> list[str]:
    """Name the rows of a ranking, with their recipes where there are several."""
    several = len({row["recipe"] for row in rows}) > 1
    return [row_name(row, several) for row in rows]
