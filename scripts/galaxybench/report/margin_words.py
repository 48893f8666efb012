"""Which models are as good as the best within the margin, and at what cost, in words.

`best` and `others` are as in `verdict`, with the columns TESTED, and `others` may lack
models that were not tested against the best.
"""

import pandas as pd

from galaxybench.comparison.equivalence import AS_GOOD, EQUIVALENT, UNDECIDED, WITHIN
from galaxybench.comparison.scatter import LEVEL
from galaxybench.config.runs import KINDS
from galaxybench.formats import listed, p_value, percent

TESTED = ("margin", "p_equivalence", "verdict")
COSTS = {
    "train_seconds": "training time",
    "flops": "operations per image",
    "parameters": "parameters",
}
"""Column of the summary -> its name in a sentence, the most telling one first."""
CHEAPER = 0.9
"""A cost is lower only below this share: training times scatter."""
NAMED = 8
"""Models that are named in one sentence."""


def as_good(others: pd.DataFrame) -> pd.Series:
    """Say of each model whether it is as good as the best within the margin."""
    return others["verdict"].isin(AS_GOOD)


def printed(margin: float) -> str:
    """Print a margin with its unit: 0.01 → 1 point, 0.005 → 0.5 points."""
    unit = "point" if margin == 0.01 else "points"
    return f"{100 * margin:.3g}\N{NO-BREAK SPACE}{unit}"


def sentences(best: pd.Series, others: pd.DataFrame) -> list[str]:
    """Say which models are as good as the best, which are cheaper, what is open."""
    tested = others[others["margin"].notna()]
    if tested.empty:
        return []
    margin = f"the margin of {printed(tested['margin'].iloc[0])}"
    found = []
    for verdict, words in (
        (EQUIVALENT, f"as good as {best['name']} within {margin}"),
        (WITHIN, f"worse than {best['name']}, but by less than {margin}"),
    ):
        own = tested[tested["verdict"] == verdict]
        if len(own):
            are = "is" if len(own) == 1 else "are"
            less = " or less" if len(own) > 1 and _largest(own) >= 0.001 else ""
            begin = _of_one(best, len(own))
            found.append(
                f"{begin}{_named(own)} {are} {words} "
                f"(two one-sided tests, {p_value(_largest(own))}{less})."
            )
    undecided = tested[tested["verdict"] == UNDECIDED]
    # The models that the sentence before this one calls not significantly different.
    if len(undecided) and not found and (undecided["p"] >= LEVEL).all():
        found.append(f"Nor is equality within {margin} shown: that is undecided.")
    elif len(undecided):
        found.append(
            f"Undecided: neither a difference from {best['name']} nor equality within "
            f"{margin} is shown for {_named(undecided)}."
        )
    return [*found, _cheapest(best, tested[as_good(tested)])]


def _largest(rows: pd.DataFrame) -> float:
    return float(rows["p_equivalence"].max())


def _named(rows: pd.DataFrame) -> str:
    return listed(rows["name"]) if len(rows) <= NAMED else f"{len(rows)} models"


def _of_one(best: pd.Series, models: int) -> str:
    """Begin a claim about the weights of one training; "" for any other."""
    if best["seeds"] > 1 or best["splits"] > 1 or best["recipe"] in KINDS:
        return ""
    return f"Of one training each, {'that' if models == 1 else 'those'} of "


def _cheapest(best: pd.Series, good: pd.DataFrame) -> str:
    """Name the cheapest of the models that are as good, if one is cheaper; else ""."""
    known = [(row, _shares(row, best)) for _, row in good.iterrows()]
    for cost in COSTS:
        cheaper = [own for own in known if own[1].get(cost, 1) < CHEAPER]
        if cheaper:
            row, shares = min(cheaper, key=lambda own: own[1][cost])
            costs = listed(
                f"{_share(share)} of the {COSTS[each]}"
                for each, share in shares.items()
            )
            return f"{row['name']} takes {costs} of {best['name']}."
    return ""


def _shares(row: pd.Series, best: pd.Series) -> dict[str, float]:
    """Return the costs of a model as shares of those of the best, where both have."""
    shares = {}
    for cost in COSTS:
        own, their = row.get(cost), best.get(cost)
        if pd.isna(own) or pd.isna(their) or not their:
            continue
        # Times of different machines say nothing about the models.
        device = row.get("device")
        if cost == "train_seconds" and (
            pd.isna(device) or device != best.get("device")
        ):
            continue
        shares[cost] = float(own / their)
    return shares


def _share(share: float) -> str:
    return percent(share) if share < 0.0995 else f"{100 * share:.0f}\N{NO-BREAK SPACE}%"
