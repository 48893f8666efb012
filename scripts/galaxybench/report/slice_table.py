"""The table for papers of the accuracies on slices of the test images."""

import pandas as pd

from galaxybench.comparison.scatter import LEVEL
from galaxybench.formats import UNKNOWN, bare_percent, p_value, points
from galaxybench.report.tables import Table

P = "p, adjusted"


def slices(rows: pd.DataFrame, place: str) -> Table:
    """Tabulate every slice and model; `rows` is the part of slices.csv of `place`."""
    names = ["model", "recipe"] if rows["recipe"].nunique() > 1 else ["model"]
    cells = rows[["column", "slice", *names]].copy()
    cells["images"] = rows["images"].map("{:,}".format)
    cells["accuracy, %"] = rows["accuracy"].map(_percent)
    low, high = (rows[end].map(_percent) for end in ("low", "high"))
    ends = low + " to " + high
    cells["95 % interval"] = ends.where(rows["accuracy"].notna(), UNKNOWN)
    cells["rest, %"] = rows["rest"].map(_percent)
    cells["difference, points"] = rows["difference"].map(
        lambda value: UNKNOWN if pd.isna(value) else points(value)
    )
    cells[P] = rows["p_adjusted"].map(_p)
    tests = int(rows["tests"].max())
    caption = (
        f"Test accuracy on slices of {place}, and on the rest of the test images. The "
        f"p values are adjusted for all {tests:,} tests. Bold: significantly higher or "
        "lower than on the rest at the 5 % level."
    )
    sure = (rows["p_adjusted"] < LEVEL).tolist()
    return Table(caption, cells, {P: sure}, ("column", "slice", *names))


def _percent(share: float) -> str:
    return UNKNOWN if pd.isna(share) else bare_percent(share)


def _p(p: float) -> str:
    if pd.isna(p):
        return UNKNOWN
    return p_value(p).split("\N{NO-BREAK SPACE}", 1)[1].removeprefix("=").strip()
