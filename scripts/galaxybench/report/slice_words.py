"""What slices of the test images show, in words and as tables for the page.

`rows` is the part of slices.csv of one data set and split scheme.
"""

from typing import Any

import pandas as pd

from galaxybench.comparison.scatter import LEVEL
from galaxybench.comparison.slicing import FEW
from galaxybench.comparison.summary import row_name
from galaxybench.config.runs import KINDS
from galaxybench.formats import listed, p_value, percent

SHOWN = 8
"""Most slices that are named in words."""
NAMED = 6
"""Most models that are named beside the first one."""


def section(rows: pd.DataFrame) -> dict[str, Any] | None:
    """Return the content of the section; None without slices.

    Returns:
        "sentences"; "tests", the number of tests that are adjusted together;
        "tested_all", whether every model trained, so that it was tested; and "columns",
        each with "column", "slices" (name, images, groups) and "models" (name and
        "cells", one per slice: a row with its "verdict": better, worse, even, or "" if
        it was not tested; and "ahead", whether it is surely better than the best
        model).
    """
    if rows.empty:
        return None
    rows = _named(rows)
    return {
        "sentences": sentences(rows),
        "tests": int(rows["tests"].iloc[0]),
        "tested_all": bool(rows["trained"].all()),
        "columns": [
            _column(str(column), own)
            for column, own in rows.groupby("column", sort=False)
        ],
    }


def sentences(rows: pd.DataFrame) -> list[str]:
    """Say on which slices models differ, and where the best one is not the best."""
    rows = _named(rows) if "name" not in rows else rows
    tested = rows[rows["p_adjusted"].notna()]
    if not rows["trained"].any():
        return ["No slice was tested, because no model trained properly."]
    if tested.empty:
        return [
            f"No slice was tested: each has, or leaves, fewer than {FEW} groups of "
            "images (an image without a group counts as one)."
        ]
    return [
        *_against_rest(tested),
        *_over_best(rows),
        *_untested(rows),
        *_lost(rows),
        _adjusted(rows),
        _scope(tested),
    ]


def _named(rows: pd.DataFrame) -> pd.DataFrame:
    several = rows.loc[~rows["recipe"].isin(KINDS), "recipe"].nunique() > 1
    return rows.assign(name=[row_name(row, several) for _, row in rows.iterrows()])


def _against_rest(tested: pd.DataFrame) -> list[str]:
    sure = tested[tested["p_adjusted"] < LEVEL]
    if sure.empty:
        return [
            "No model is significantly more or less accurate on any slice than on the "
            "rest of the test images."
        ]
    lower, higher = sure[sure["difference"] < 0], sure[sure["difference"] > 0]
    if lower.empty:
        return _each(higher)
    # Most slices above the rest mirror one below it: their names are enough.
    above = [_above(own) for _, own in higher.groupby("slice", sort=False)]
    more = len(above) - SHOWN
    rest = f"; {more} more slices are in the tables" if more > 0 else ""
    named = "; ".join(above[:SHOWN])
    said = f"Significantly more accurate than on the rest: {named}{rest}."
    return [*_each(lower), *([said] if above else [])]


def _each(rows: pd.DataFrame) -> list[str]:
    """Describe the slices of these rows, the surest first."""
    first = rows.groupby("slice")["p_adjusted"].min().sort_values(kind="stable")
    found = [_slice(rows[rows["slice"] == name]) for name in first.index[:SHOWN]]
    if len(first) > SHOWN:
        found.append(f"And so on {len(first) - SHOWN} more slices: see the tables.")
    return found


def _above(rows: pd.DataFrame) -> str:
    """Name a slice, and the models that are surely better on it than on the rest."""
    names = rows["name"]
    who = listed(names) if len(names) <= NAMED else f"{len(names)} models"
    return f"{who} on {rows['slice'].iloc[0]}"


def _slice(rows: pd.DataFrame) -> str:
    """Describe a slice on which these models are surely better, or worse."""
    best = rows[rows["best"]]
    first = (best if len(best) else rows.sort_values("p_adjusted", kind="stable")).iloc[
        0
    ]
    sentence = (
        f"{first['name']} is right on {percent(first['accuracy'])} of the "
        f"{first['images']:,} test images with {first['slice']}, against "
        f"{percent(first['rest'])} of the rest ({p_value(first['p_adjusted'])})."
    )
    others = rows.loc[rows["name"] != first["name"], "name"]
    if others.empty:
        return sentence
    kind = "less" if first["difference"] < 0 else "more"
    who = f"{len(others)} other models"
    if len(others) <= NAMED:
        who = listed(others)
    are = "is" if len(others) == 1 else "are"
    return f"{sentence} There, {who} {are} significantly {kind} accurate, too."


def _over_best(rows: pd.DataFrame) -> list[str]:
    known = rows[rows["p_over_best"].notna()]
    if known.empty:
        return []
    best = rows.loc[rows["best"], "name"].iloc[0]
    better = known[(known["over_best"] > 0) & (known["p_over_best"] < LEVEL)]
    if better.empty:
        return [
            f"On no slice is another model significantly better than {best}, which is "
            "best on average."
        ]
    found = []
    for name, own in list(better.groupby("slice", sort=False))[:SHOWN]:
        own = own.sort_values("over_best", ascending=False, kind="stable")
        there = rows[rows["best"] & (rows["slice"] == name)].iloc[0]
        who = listed(
            f"{row['name']} ({percent(row['accuracy'])}, {p_value(row['p_over_best'])})"
            for _, row in own.iterrows()
        )
        are = "is" if len(own) == 1 else "are"
        found.append(
            f"On the {there['images']:,} test images with {name}, {who} {are} "
            f"significantly better than {best} ({percent(there['accuracy'])}), which "
            "is best on average."
        )
    return found


def _untested(rows: pd.DataFrame) -> list[str]:
    left = rows[~rows["slice"].isin(_tested(rows))]
    empty = left.loc[left["images"] == 0, "slice"].unique()
    few = left.loc[left["images"] > 0, "slice"].unique()
    said = []
    if len(few):
        said.append(
            f"Not tested, because the slice or the rest has fewer than {FEW} groups of "
            f"images: {listed(few)}."
        )
    if len(empty):
        have = "has" if len(empty) == 1 else "have"
        said.append(f"{listed(empty)} {have} no test images.")
    return said


def _lost(rows: pd.DataFrame) -> list[str]:
    """Name the models that are not tested, because no run of them trained."""
    lost = rows[~rows["trained"].astype(bool)].drop_duplicates("name")
    if lost.empty:
        return []
    are = "is" if len(lost) == 1 else "are"
    their = "its row has" if len(lost) == 1 else "their rows have"
    why = "collapsed" if lost["recipe"].isin(KINDS).all() else "did not train properly"
    return [
        f"{listed(lost['name'])} {why} and {are} not tested: {their} no marks in the "
        "tables."
    ]


def _tested(rows: pd.DataFrame) -> set[str]:
    return set(rows.loc[rows["p_adjusted"].notna(), "slice"])


def _adjusted(rows: pd.DataFrame) -> str:
    tests, best = (int(rows[key].iloc[0]) for key in ("tests", "tests_over_best"))
    sentence = "The p values hold for all slices of all columns and models together"
    sentence += f" ({tests:,} tests against the rest"
    return sentence + (f", {best:,} against the best model)." if best else ").")


def _scope(tested: pd.DataFrame) -> str:
    if (tested["trainings"] > 1).all():
        about = "They hold for other seeds and other test images of the same kind."
    elif (tested["trainings"] == 1).all():
        about = f"They hold for {_these(tested)} alone, not for other seeds."
    else:
        once = tested[tested["trainings"] == 1]
        about = (
            "For models that were trained several times they hold for other seeds, for "
            f"the others for {_these(once)} alone."
        )
    return (
        f"{about} Slices differ in more than their column, for instance in their "
        "classes: a difference does not say what causes it."
    )


def _these(rows: pd.DataFrame) -> str:
    """Say what was tested of rows that were trained once, or elsewhere."""
    outside = rows["recipe"].isin(KINDS)
    if outside.all():
        return "these predictions"
    return "these weights and predictions" if outside.any() else "these weights"


def _column(column: str, rows: pd.DataFrame) -> dict[str, Any]:
    first = rows.drop_duplicates("slice")
    models = []
    for name, own in rows.groupby("name", sort=False):
        cells = [
            row | {"verdict": _verdict(row), "ahead": _ahead(row)}
            for row in own.to_dict("records")
        ]
        models.append({"name": name, "cells": cells})
    slices = first[["slice", "images", "groups"]].to_dict("records")
    return {"column": column, "slices": slices, "models": models}


def _verdict(row: dict[str, Any]) -> str:
    if pd.isna(row["p_adjusted"]):
        return ""
    if row["p_adjusted"] >= LEVEL:
        return "even"
    return "better" if row["difference"] > 0 else "worse"


def _ahead(row: dict[str, Any]) -> bool:
    return bool(row["over_best"] > 0 and row["p_over_best"] < LEVEL)
