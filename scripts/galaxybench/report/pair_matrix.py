"""The tests of all pairs of models of a comparison as a square table."""

import pandas as pd

from galaxybench.comparison.equivalence import AS_GOOD
from galaxybench.comparison.scatter import LEVEL
from galaxybench.comparison.summary import has_trained, row_name
from galaxybench.evaluation import collapse
from galaxybench.evaluation.rows import Key
from galaxybench.report import margin_words


def both_ways(pairs: pd.DataFrame) -> dict[tuple[Key, Key], dict]:
    """Return the rows of significance.csv by their two models, in both orders."""
    found = {}
    for pair in pairs.to_dict("records"):
        a, b = ((pair[f"recipe_{side}"], pair[f"model_{side}"]) for side in "ab")
        found |= {(a, b): pair, (b, a): pair}
    return found


def pair_matrix(summary: pd.DataFrame, pairs: pd.DataFrame) -> dict | None:
    """Arrange the pairs of one comparison; the arguments are as in `answer.answer`.

    Returns:
        None without pairs, else a dict of "names" (best first), "rows" (each with its
        "name" and "cells", one per column: None if not tested), "tests" (their names)
        "pairs" (their number) and "margin" (in words). A cell has the "difference" in
        accuracy, row less column, its interval "low" to "high" in points, the adjusted
        "p", a "verdict" on the row: better, worse or even, and whether they are "alike"
        within the margin. What did not train is never better, nor like another.
    """
    if pairs.empty:
        return None
    several = summary["recipe"].nunique() > 1
    keys = list(zip(summary["recipe"], summary["model"], strict=True))
    lost = {
        key for key, fine in zip(keys, has_trained(summary), strict=True) if not fine
    }
    names = [
        row_name(row, several) + (collapse.lost(key[0]) if key in lost else "")
        for key, (_, row) in zip(keys, summary.iterrows(), strict=True)
    ]
    cells = {ends: _cell(pair, ends[0]) for ends, pair in both_ways(pairs).items()}
    for (row, column), cell in cells.items():
        # An accuracy without training is no merit, and below it no fault.
        winner = {"better": row, "worse": column}.get(cell["verdict"])
        if winner in lost:
            cell["verdict"] = "even"
        cell["alike"] &= not {row, column} & lost
    return {
        "names": names,
        "rows": [
            {"name": name, "cells": [cells.get((key, other)) for other in keys]}
            for name, key in zip(names, keys, strict=True)
        ],
        "tests": sorted(set(pairs["test"])),
        "pairs": len(pairs),
        "margin": margin_words.printed(pairs["margin"].iloc[0]),
    }


def _cell(pair: dict, row: Key) -> dict:
    sign = 1 if row == (pair["recipe_a"], pair["model_a"]) else -1
    low, high = sorted((sign * pair["low"], sign * pair["high"]))
    verdict = "even"
    if pair["p_adjusted"] < LEVEL:
        verdict = "better" if sign * pair["difference"] > 0 else "worse"
    return {
        "difference": sign * pair["difference"],
        "low": 100 * low,
        "high": 100 * high,
        "p": pair["p_adjusted"],
        "verdict": verdict,
        "alike": pair["verdict"] in AS_GOOD,
    }
