"""Models that did not train, or not long enough, in words.

All functions take rows of `summarize` of one data set and split scheme, all but
`counts` with a column `name`.
"""

import pandas as pd

from galaxybench.comparison.summary import has_trained
from galaxybench.config.runs import ENSEMBLE, EXTERNAL, KINDS
from galaxybench.formats import listed, percent

UNTRAINED = {ENSEMBLE: "ensemble", EXTERNAL: "outside prediction"}
"""Kind of a row that no recipe trained -> what it is called in a count."""


def counts(summary: pd.DataFrame) -> str:
    """Count the runs that did not train, and what else collapsed; "" without any."""
    found = [
        _count(summary[~summary["recipe"].isin(KINDS)], "run", "did not train properly")
    ]
    for kind, noun in UNTRAINED.items():
        found.append(_count(summary[summary["recipe"] == kind], noun, "collapsed"))
    return listed(filter(None, found))


def no_winner(rows: pd.DataFrame) -> str:
    """Say what there is instead of a best model, where none trained."""
    if rows["recipe"].isin(KINDS).all():
        return "all predictions collapsed: there is no best one."
    return "no model trained properly: there is no best one."


def alone(best: pd.Series) -> str:
    """Say that nothing else trained than the only row that did."""
    return f"There is nothing to compare {best['name']} with: nothing else trained."


def left_out(rows: pd.DataFrame) -> list[str]:
    """Name every row of which no run trained, with the reason."""
    return [
        f"{row['name']} ({percent(row['accuracy'])}) is never called best: "
        f"{row['reason']}."
        for _, row in rows[~has_trained(rows)].iterrows()
    ]


def counted(rows: pd.DataFrame) -> str:
    """Say how many runs did not train, and what their models reach without them."""
    failed = int(rows["not_ok"].sum())
    if not failed:
        return ""
    it, counts_in = ("it", "counts") if failed == 1 else ("they", "count")
    sentence = f"{counts(rows)} (see “Runs in trouble”)"
    mixed = rows[has_trained(rows) & (rows["not_ok"] > 0)]
    if mixed.empty:  # `left_out` names each of them
        return "" if len(rows[~has_trained(rows)]) == failed else f"{sentence}."
    without = listed(
        f"{row['name']} {percent(row['accuracy_trained'])}"
        for _, row in mixed.iterrows()
    )
    them = "it" if failed == 1 else "them"
    return f"{sentence}; {it} {counts_in} in the means. Without {them}: {without}."


def still_improving(rows: pd.DataFrame) -> str:
    """Name the models that were still improving when their training stopped."""
    found = rows[has_trained(rows) & (rows["improving"] > 0)]
    if found.empty:
        return ""
    named, alone = [], len(found) == 1
    for _, row in found.iterrows():
        name, runs = row["name"], int(row["runs"] - row["not_ok"])
        part = row["improving"] < runs
        alone &= not part or row["improving"] == 1
        named.append(f"{row['improving']} of {runs} runs of {name}" if part else name)
    were, their = ("was", "its") if alone else ("were", "their")
    effect = "change the ranking" if len(rows) > 1 else "raise the accuracy"
    return (
        f"{listed(named)} {were} still improving when {their} training stopped: "
        f"more epochs may {effect}."
    )


def _count(rows: pd.DataFrame, noun: str, verb: str) -> str:
    failed, runs = int(rows["not_ok"].sum()), int(rows["runs"].sum())
    plural = "" if runs == 1 else "s"
    return f"{failed} of {runs} {noun}{plural} {verb}" if failed else ""
