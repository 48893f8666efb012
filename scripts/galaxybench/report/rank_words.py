"""Ranks over several data sets in words."""

from typing import Any

from galaxybench.comparison.ranks import row_names
from galaxybench.comparison.scatter import LEVEL
from galaxybench.formats import listed, p_value


def words(ranking: dict[str, Any]) -> dict[str, Any]:
    """Say which model ranks best over the data sets, and how sure that is.

    `ranking` is one item of `ranks.rankings`; the result is as returned by
    `answer.answer`.
    """
    if ranking["refused"]:
        return {
            "best": "The models are not ranked over the data sets.",
            "more": [f"The reason: {ranking['refused']}."],
        }
    rows, names = ranking["rows"], row_names(ranking["rows"])
    top = rows[0]["rank"]
    first = sum(row["rank"] - top < 1e-9 for row in rows)
    have = "has" if first == 1 else "share"
    datasets = len(ranking["datasets"])
    lost = _untrained(rows, names, datasets)
    if all(row["untrained"] == datasets for row in rows):
        none = "No model trained properly on any data set: there is no best one."
        return {"best": none, "more": []}
    return {
        "best": (
            f"Over {datasets} data sets, {listed(names[:first])} "
            f"{have} the best average rank: {top:.2f} of {len(rows)}."
        ),
        "more": [*_compared(ranking, names, first), *lost],
    }


def _untrained(rows: list[dict], names: list[str], datasets: int) -> list[str]:
    """Say which models did not train on how many of the data sets."""
    return [
        f"No run of {name} trained properly on {row['untrained']} of {datasets} data "
        "sets, where it ranks behind all that did."
        for name, row in zip(names, rows, strict=True)
        if row["untrained"]
    ]


def _compared(ranking: dict[str, Any], names: list[str], first: int) -> list[str]:
    """Compare the models after the first ones, which share the best rank."""
    rows, friedman = ranking["rows"], ranking["friedman"]
    if friedman["p"] >= LEVEL:
        return [
            f"None of the {len(rows)} models is significantly different from another: "
            "chance alone could make the average ranks differ this much (Friedman’s "
            f"test, {p_value(friedman['p'])})."
        ]
    placed = list(zip(names, rows, ranking["nemenyi"][0], strict=True))[first:]
    even = [f"{name} ({row['rank']:.2f})" for name, row, p in placed if p >= LEVEL]
    worse = [name for name, _, p in placed if p < LEVEL]
    level = "significantly worse at the 5\N{NO-BREAK SPACE}% level"
    if not even:
        compared = f"All others rank {level}."
    elif not worse:
        compared = f"None of the others ranks {level}: {listed(even)}."
    else:
        are = "is" if len(even) == 1 else "are"
        rank = "the others rank" if len(worse) > 1 else f"{worse[0]} ranks"
        compared = (
            f"{listed(even)} {are} not significantly different from "
            f"{listed(names[:first])}; {rank} {level}."
        )
    return [
        compared,
        f"The ranks differ as a whole (Friedman’s test, {p_value(friedman['p'])}); two "
        f"models differ if their average ranks are at least "
        f"{ranking['critical_difference']:.2f} apart (Nemenyi’s test, "
        f"{len(ranking['datasets'])} data sets).",
    ]
