"""Models over several data sets: average ranks, and which of them differ.

Demšar 2006, Journal of Machine Learning Research 7, 1: the Friedman test, followed by
the Nemenyi test with its critical difference. Friedman's chi square keeps its level
from five data sets on; the F statistic that Demšar prefers does not: for three equal
models on five data sets it finds a difference in 9 of 100 trials. The data sets are
assumed to be independent.
"""

from math import sqrt
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from galaxybench.comparison.rankable import refusal
from galaxybench.comparison.scatter import DIGITS, LEVEL
from galaxybench.comparison.summary import has_trained, row_name, summarize


def rankings(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Rank the models of an experiment's metrics.csv, per split scheme.

    Returns:
        The content of ranks.json, one dict per scheme: scheme, datasets, `refused` (the
        reason, or None) and, if that is None, the result of `ranked`.
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
            summary = summarize(runs)
            summary = summary.assign(trained=has_trained(summary))
            wide = summary.pivot(
                index="dataset",
                columns=["recipe", "model"],
                values=["accuracy", "trained"],
            )
            here |= ranked(wide["accuracy"].astype(float), wide["trained"].astype(bool))
        result.append(here)
    return result


def ranked(
    accuracy: pd.DataFrame, trained: pd.DataFrame | None = None
) -> dict[str, Any]:
    """Rank models by their accuracies and test the average ranks.

    There is one row per data set and one column per (recipe, model): at least five rows
    and three columns, without NaN. `trained` (bool, of the same shape; all if None)
    says where any run of the model trained. Where none did, it ranks behind all that
    trained, and equal to the others that did not: their accuracies say nothing about
    them.

    Returns:
        rows: one dict per (recipe, model) with recipe, model, `rank` (the average; 1 is
            best), `accuracy` (the mean) and `untrained` (on how many data sets no run
            trained), best rank first.
        friedman: statistic, corrected for ties, and p.
        nemenyi: p value of every two rows, in their order; None if the Friedman test
            is not significant, since pairs are tested only after it.
        critical_difference: the difference of two average ranks that is significant at
            the 5 % level.
        alike: [first, last] row of each longest stretch of rows without a significant
            difference: all rows if the Friedman test is not significant.
    """
    if trained is None:
        trained = accuracy.notna()
    scores = accuracy.round(DIGITS).where(trained, -1.0)
    places = scores.rank(axis=1, ascending=False)
    places = places[places.mean().sort_values(kind="stable").index]
    datasets, models = places.shape
    friedman, nemenyi = _friedman(places.to_numpy()), None
    if differ := friedman["p"] < LEVEL:
        # It imports seaborn, which takes seconds and is needed nowhere else.
        from scikit_posthocs import posthoc_nemenyi_friedman

        nemenyi = posthoc_nemenyi_friedman(places.to_numpy()).to_numpy()
    quantile = stats.studentized_range.ppf(1 - LEVEL, models, np.inf) / sqrt(2)
    return {
        "rows": [
            {
                "recipe": recipe,
                "model": model,
                "rank": float(places[recipe, model].mean()),
                "accuracy": float(accuracy[recipe, model].mean()),
                "untrained": int((~trained[recipe, model]).sum()),
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
    if (places == places[:, :1]).all():  # equal ranks on every data set
        return {"statistic": 0.0, "p": 1.0}
    result = stats.friedmanchisquare(*places.T)
    return {"statistic": float(result.statistic), "p": float(result.pvalue)}


def _stretches(p: np.ndarray) -> list[list[int]]:
    """Find the longest stretches of rows without a significant difference."""
    found: list[list[int]] = []
    for first in range(len(p)):
        last = int(np.flatnonzero(p[first] >= LEVEL).max())
        if last > first and (not found or last > found[-1][1]):
            found.append([first, last])
    return found


def row_names(rows: list[dict[str, Any]]) -> list[str]:
    """Name the rows of a ranking, with their recipes if there are several."""
    several = len({row["recipe"] for row in rows}) > 1
    return [row_name(row, several) for row in rows]
