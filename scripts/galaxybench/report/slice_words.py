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
        "sentences"; "tests", the number of tests that are adjusted together; and
        "columns", each with "column", "slices" (name, images, groups) and "models"
        (name and "cells", one per slice: a row with its "verdict": better, worse, even,
        or "" if it was not tested; and "ahead", whether it is surely better than the
        best model).
    """
    if rows.empty:
        return None
    rows = _named(rows)
    return {
        "sentences": sentences(rows),
        "tests": int(rows["tests"].iloc[0]),
        "columns": [
            _column(str(column), own)
            for column, own in rows.groupby("column", sort=False)
        ],
    }


def sentences(rows: pd.DataFrame) -> list[str]:
    """Say on which slices models differ, and where the best one is not the best."""
    rows = _named(rows) if "name" not in rows else rows
    tested = rows[rows["p_adjusted"].notna()]
    if tested.empty:
        return [
            f"No slice was tested: each has, or leaves, fewer than {FEW} groups of "
            "images (an image without a group counts as one)."
        ]
    return [
        *_against_rest(tested),
        *_over_best(rows),
        *_untested(rows),
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
    lower = sure[sure["difference"] < 0]
    shown = lower if len(lower) else sure
    first = shown.groupby("slice")["p_adjusted"].min().sort_values(kind="stable")
    found = [_slice(shown[shown["slice"] == name]) for name in first.index[:SHOWN]]
    if len(first) > SHOWN:
        found.append(f"And so on {len(first) - SHOWN} more slices: see the tables.")
    return found


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
    names = rows.loc[~rows["slice"].isin(_tested(rows)), "slice"].unique()
    if not len(names):
        return []
    return [
        f"Not tested, because the slice or the rest has fewer than {FEW} groups of "
        f"images: {listed(names)}."
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
        about = (
            "They hold for these weights and these predictions, not for other seeds."
        )
    else:
        about = (
            "For models that were trained several times they hold for other seeds, for "
            "the others for these weights and predictions alone."
        )
    return (
        f"{about} Slices differ in more than their column, for instance in their "
        "classes: a difference does not say what causes it."
    )


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
