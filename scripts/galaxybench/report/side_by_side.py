"""Two experiments side by side: what changed in the recipe, what in the result."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from statsmodels.stats.multitest import multipletests

from galaxybench.comparison.significance import Answers, pairs
from galaxybench.comparison.summary import summarize
from galaxybench.config.runs import KINDS
from galaxybench.images.simulated import is_simulated
from galaxybench.report import provenance

SCORES = ("accuracy", "accuracy_low", "accuracy_high", "macro_f1", "runs", "not_ok")


@dataclass(frozen=True)
class Side:
    """One of the two.

    Attributes:
        name: as the page calls it.
        table: metrics.csv.
        record: the content of record.json.
        answers: answers.csv.
    """

    name: str
    table: pd.DataFrame
    record: dict[str, Any]
    answers: pd.DataFrame


def simulated(side: Side) -> list[str]:
    """Name the data sets of a side whose images are simulated."""
    return [
        described["names"]["dataset"]
        for described in side.record["splits"]
        if is_simulated(described["split"]["provenance"])
    ]


def settings(old: Side, new: Side) -> list[dict[str, Any]]:
    """Compare the recipes and the options of the models that both have.

    Returns:
        {"setting", "recipes", "models", "old", "new"} for all that differs: the models
        whose value changed alike, or none where it is every model of these recipes.
    """
    made = [_made(side) for side in (old, new)]
    changed: dict[tuple[str, ...], list[str]] = {}
    models: dict[str, set[str]] = {}
    for *_, first, second in _places(old, new):
        for a, b in _matched(first, second):
            recipes = _arrow(a["recipe"], b["recipe"])
            models.setdefault(recipes, set()).add(a["model"])
            before, after = (
                known.get((row["dataset"], row["recipe"], row["model"]), {})
                for known, row in zip(made, (a, b), strict=True)
            )
            for key in sorted({*before, *after}):
                values = before.get(key, "none"), after.get(key, "none")
                if values[0] != values[1]:
                    changed.setdefault((recipes, key, *values), []).append(a["model"])
    return [
        {
            "setting": key,
            "recipes": recipes,
            "models": sorted(set(own)) if set(own) != models[recipes] else [],
            "old": before,
            "new": after,
        }
        for (recipes, key, before, after), own in changed.items()
    ]


def facts(old: Side, new: Side) -> list[tuple[str, str, str]]:
    """Compare software, machine and data: (what, old, new) for all that differs."""
    both = [dict(provenance.facts(side.record["runs"])) for side in (old, new)]
    for known, side in zip(both, (old, new), strict=True):
        for described in side.record["splits"]:
            names, split = described["names"], described["split"]
            where = f"{names['dataset']}, {names['split']}"
            known[f"training images of {where}"] = [f"{split['images']['train']:,}"]
            known[f"division of {where}"] = [provenance.division(split)]
    return [
        (what, *("; ".join(known.get(what, ["none"])) for known in both))
        for what in dict.fromkeys([*both[0], *both[1]])
        if both[0].get(what) != both[1].get(what)
    ]


def results(old: Side, new: Side) -> list[dict[str, Any]]:
    """Compare the results, model by model, on every data set and split in common.

    Returns:
        {"dataset", "scheme", "same", "rows"} each: whether the test images are the
        same, and per pair of rows "model", "recipes", "old" and "new" (SCORES) and
        "test": difference in accuracy (new less old), low, high, p, adjusted for all
        pairs of the place, and the test's name; None where the images differ.
    """
    found = []
    for dataset, scheme, first, second in _places(old, new):
        images = [_images(side, dataset, scheme) for side in (old, new)]
        same = _same(*images)
        rows = []
        for a, b in _matched(first, second):
            rows.append(
                {
                    "model": a["model"],
                    "recipes": _arrow(a["recipe"], b["recipe"]),
                    "old": {key: a[key] for key in SCORES},
                    "new": {key: b[key] for key in SCORES},
                    "test": _test(new, images, a, b) if same else None,
                }
            )
        tested = [row["test"] for row in rows if row["test"]]
        if tested:
            adjusted = multipletests([test["p"] for test in tested], method="holm")[1]
            for test, p in zip(tested, adjusted, strict=True):
                test["p"] = float(p)
        found.append({"dataset": dataset, "scheme": scheme, "same": same, "rows": rows})
    return found


def _places(
    old: Side, new: Side
) -> Iterator[tuple[str, str, pd.DataFrame, pd.DataFrame]]:
    """Data set, split scheme and both summaries of what the two have in common."""
    first, second = (summarize(side.table) for side in (old, new))
    others = dict(list(second.groupby(["dataset", "scheme"])))
    for place, rows in first.groupby(["dataset", "scheme"], sort=False):
        if place in others:
            yield *place, rows, others[place]


def _made(side: Side) -> dict[tuple[str, str, str], dict[str, str]]:
    """Recipe and options of every (dataset, recipe, model), in one flat dict."""
    return {
        (run["dataset"], run["recipe_name"], run["model_name"]): provenance.flattened(
            run["recipe"] | {"model": run["model"]}
        )
        for run in side.record["runs"]
    }


def _arrow(old: str, new: str) -> str:
    return old if old == new else f"{old} \N{RIGHTWARDS ARROW} {new}"


def _images(side: Side, dataset: str, scheme: str) -> dict[str, pd.DataFrame]:
    """The answers on the test images of every split instance, in one order."""
    table = side.table[
        (side.table["dataset"] == dataset) & (side.table["scheme"] == scheme)
    ]
    here = side.answers[side.answers["dataset"] == dataset]
    return {
        split: here[here["split"] == split]
        .sort_values(["content", "label"], kind="stable")
        .reset_index(drop=True)
        for split in table["split"].unique()
    }


def _same(old: dict[str, pd.DataFrame], new: dict[str, pd.DataFrame]) -> bool:
    """Whether both have the same images, with the same labels, in the same splits."""
    columns = ["content", "label"]
    return old.keys() == new.keys() and all(
        old[split][columns].equals(new[split][columns]) for split in old
    )


def _matched(
    old: pd.DataFrame, new: pd.DataFrame
) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Pair the rows: of one model and recipe; else of a model with one recipe each."""
    rows = [side.to_dict("records") for side in (old, new)]
    pairs = []
    for a in rows[0]:
        alike = [b for b in rows[1] if b["model"] == a["model"]
                 and (b["recipe"] in KINDS) == (a["recipe"] in KINDS)]  # fmt: skip
        own = [b for b in alike if b["recipe"] == a["recipe"]]
        alone = sum(other["model"] == a["model"] for other in rows[0]) == 1
        if own or (alone and len(alike) == 1):
            pairs.append((a, (own or alike)[0]))
    return pairs


def _test(
    new: Side,
    images: list[dict[str, pd.DataFrame]],
    a: dict[str, Any],
    b: dict[str, Any],
) -> dict[str, Any] | None:
    """Test a pair of rows on their common test images."""
    answers = Answers()
    for side, here, row in (("old", images[0], a), ("new", images[1], b)):
        for split, part in here.items():
            for column in part.filter(regex=r"/\d+$"):
                recipe, model, seed = column.rsplit("/", 2)
                if (recipe, model) == (row["recipe"], row["model"]):
                    names = {"recipe": side, "model": model, "split": split,
                             "seed": int(seed)}  # fmt: skip
                    known = (
                        part["label"]
                        .to_frame()
                        .assign(
                            source_index=np.arange(len(part)), predicted=part[column]
                        )
                    )
                    if part[column].notna().all():
                        answers.add(names, known)
    sizes = {
        described["names"]["split"]: (
            described["split"]["images"]["train"],
            described["split"]["images"]["test"],
        )
        for described in new.record["splits"]
        if described["names"]["dataset"] == a["dataset"]
    }
    groups = {split: part["group"].to_numpy() for split, part in images[1].items()}
    table = pairs(answers, groups, sizes)
    if table.empty:
        return None
    pair = table.iloc[0]
    sign = 1 if pair["recipe_a"] == "new" else -1
    low, high = sorted((sign * pair["low"], sign * pair["high"]))
    return {
        "difference": sign * pair["difference"],
        "low": low,
        "high": high,
        "p": pair["p"],
        "name": pair["test"],
    }
