"""Ranks over several data sets in plain words."""

from typing import Any

from galaxybench.comparison.ranks import row_names
from galaxybench.comparison.significance import LEVEL
from galaxybench.formats import probability


def words(ranking: dict[str, Any]) -> dict[str, Any]:
    """Say which model ranks best over the data sets, and how sure that is.

    Args:
        ranking: one of what `ranks.rankings` gives.

    Returns:
        "best": the first sentence; "more": what limits it, one sentence an item.
    """
    if ranking["refused"]:
        return {
            "best": "The models are not ranked over the data sets.",
            "more": [f"The reason: {ranking['refused']}."],
        }
    rows, names = ranking["rows"], row_names(ranking["rows"])
    datasets, top = len(ranking["datasets"]), rows[0]["rank"]
    first = [
        name for name, row in zip(names, rows, strict=True) if row["rank"] - top < 1e-9
    ]
    over = f"Over {datasets} data sets"
    place = f"{top:.2f} of {len(rows)}"
    if len(first) == 1:
        best = f"{over}, {first[0]} has the best average rank: {place}."
    else:
        *most, last = first
        shared = f"{', '.join(most)} and {last} share the best average rank: {place}."
        best = f"{over}, {shared}"
    return {"best": best, "more": _compared(ranking, names, len(first))}


def _compared(ranking: dict[str, Any], names: list[str], first: int) -> list[str]:
    rows, friedman = ranking["rows"], ranking["friedman"]
    if friedman["p"] >= LEVEL:
        return [
            "The average ranks differ no more than chance alone would make them "
            f"(Friedman’s test, {probability(friedman['p'])}): none of the "
            f"{len(rows)} can be told from another."
        ]
    placed = list(zip(names, rows, ranking["nemenyi"][0], strict=True))[first:]
    even = [f"{name} ({row['rank']:.2f})" for name, row, p in placed if p >= LEVEL]
    worse = [name for name, _, p in placed if p < LEVEL]
    level = "at the 5\N{NO-BREAK SPACE}% level"
    if not even:
        compared = f"All others rank worse {level}."
    elif not worse:
        compared = f"None of the others ranks worse {level}: {', '.join(even)}."
    else:
        rank = "the others rank" if len(worse) > 1 else f"{worse[0]} ranks"
        compared = (
            f"{', '.join(even)} cannot be told from {'it' if first == 1 else 'them'}; "
            f"{rank} worse {level}."
        )
    return [
        compared,
        f"The ranks differ as a whole (Friedman’s test, {probability(friedman['p'])}); "
        f"two models differ if their average ranks are at least "
        f"{ranking['critical_difference']:.2f} apart (Nemenyi’s test, "
        f"{len(ranking['datasets'])} data sets).",
    ]
