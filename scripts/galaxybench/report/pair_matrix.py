"""The tests of every two models of a comparison as a square table."""

import pandas as pd

from galaxybench.comparison.paired_tests import LEVEL
from galaxybench.comparison.summary import row_name


def pair_matrix(summary: pd.DataFrame, pairs: pd.DataFrame) -> dict | None:
    """Arrange the pairs of one comparison.

    Args:
        summary: the rows of `summarize` of one (dataset, scheme), best first.
        pairs: the rows of significance.csv of the same.

    Returns:
        None without pairs, else a dict of "names" (best first), "rows" (each with its
        "name" and "cells", one per column: None if not tested), "tests" (their names)
        and "pairs" (their number). A cell has the "difference" in accuracy, row less
        column, its interval "low" to "high" in points, the adjusted "p" and a
        "verdict" on the row: better, worse or even.
    """
    if pairs.empty:
        return None
    several = summary["recipe"].nunique() > 1
    keys = list(zip(summary["recipe"], summary["model"], strict=True))
    names = [row_name(row, several) for _, row in summary.iterrows()]
    cells = {}
    for pair in pairs.to_dict("records"):
        a = pair["recipe_a"], pair["model_a"]
        b = pair["recipe_b"], pair["model_b"]
        cells[a, b] = _cell(pair, 1)
        cells[b, a] = _cell(pair, -1)
    return {
        "names": names,
        "rows": [
            {"name": names[n], "cells": [cells.get((key, other)) for other in keys]}
            for n, key in enumerate(keys)
        ],
        "tests": sorted(set(pairs["test"])),
        "pairs": len(pairs),
    }


def _cell(pair: dict, sign: int) -> dict:
    low, high = sorted((sign * pair["low"], sign * pair["high"]))
    verdict = "even"
    if pair["p_holm"] < LEVEL:
        verdict = "better" if sign * pair["difference"] > 0 else "worse"
    return {
        "difference": sign * pair["difference"],
        "low": 100 * low,
        "high": 100 * high,
        "p": pair["p_holm"],
        "verdict": verdict,
    }
