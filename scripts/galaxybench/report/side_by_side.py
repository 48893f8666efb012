"""The page of two experiments: what changed in recipes, results, software and data."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd
from statsmodels.stats.multitest import multipletests

from galaxybench.comparison.scatter import LEVEL
from galaxybench.comparison.significance import Answers, judge
from galaxybench.comparison.summary import summarize
from galaxybench.config.runs import KINDS, Run
from galaxybench.evaluation.rows import Place, Row
from galaxybench.images.simulated import is_simulated
from galaxybench.report import provenance
from galaxybench.report.page_templates import environment

SCORES = ("accuracy", "accuracy_low", "accuracy_high", "macro_f1", "runs", "not_ok")
ANY_MARGIN = 0.01
"""Equivalence is not shown here."""


@dataclass(frozen=True)
class Side:
    """One of the two experiments.

    Attributes:
        name: shown on the page.
        table: metrics.csv.
        record: the content of record.json.
        answers: answers.csv.
    """

    name: str
    table: pd.DataFrame
    record: dict[str, Any]
    answers: pd.DataFrame


def render(old: Side, new: Side) -> str:
    """Return the page, as HTML, of the differences between the new and the old side."""
    simulated = {
        described["names"]["dataset"]
        for side in (old, new)
        for described in side.record["splits"]
        if is_simulated(described["split"]["provenance"])
    }
    page = environment().get_template("comparison.html.j2")
    return page.render(
        simulated=sorted(simulated),
        old=old.name,
        new=new.name,
        places=results(old, new),
        settings=settings(old, new),
        facts=facts(old, new),
        level=LEVEL,
    )


def settings(old: Side, new: Side) -> list[dict[str, Any]]:
    """Compare the recipes and the options of the models that both have.

    Returns:
        One dict per changed value: "setting", "recipes", "models" (those with this
        change; empty if all models of the recipes have it), "old" and "new".
    """
    made = [_made(side) for side in (old, new)]
    changed: dict[tuple[str, ...], list[str]] = {}
    models: dict[str, set[str]] = {}
    for _, first, second in _places(old, new):
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
    """Compare software, machine and data.

    Returns:
        (what, old, new) for everything that differs.
    """
    both = [dict(provenance.facts(side.record["runs"])) for side in (old, new)]
    for known, side in zip(both, (old, new), strict=True):
        for described in side.record["splits"]:
            names, split = described["names"], described["split"]
            where = f"{names['dataset']}, {names['split']}"
            known[f"training images of {where}"] = [f"{split['images']['train']:,}"]
            known[f"split options of {where}"] = [provenance.division(split)]
    return [
        (what, *("; ".join(known.get(what, ["none"])) for known in both))
        for what in dict.fromkeys([*both[0], *both[1]])
        if both[0].get(what) != both[1].get(what)
    ]


def results(old: Side, new: Side) -> list[dict[str, Any]]:
    """Compare the results, model by model, on every data set and split in common.

    Returns:
        One dict per place: "dataset", "scheme", "same" (whether the test images are the
        same) and "rows". A row has "model", "recipes", "old" and "new" (the SCORES) and
        "test": the difference in accuracy (new less old) with its low and high, p,
        adjusted for all rows of the place, and the name of the test; None if the images
        differ.
    """
    found = []
    for place, first, second in _places(old, new):
        images = [_images(side, place) for side in (old, new)]
        same = _same(*images)
        rows = [
            {
                "model": a["model"],
                "recipes": _arrow(a["recipe"], b["recipe"]),
                "old": {key: a[key] for key in SCORES},
                "new": {key: b[key] for key in SCORES},
                "test": _test(new, images, a, b) if same else None,
            }
            for a, b in _matched(first, second)
        ]
        tested = [row["test"] for row in rows if row["test"]]
        if tested:
            adjusted = multipletests([test["p"] for test in tested], method="holm")[1]
            for test, p in zip(tested, adjusted, strict=True):
                test["p"] = float(p)
        found.append({**place._asdict(), "same": same, "rows": rows})
    return found


def _places(old: Side, new: Side) -> Iterator[tuple[Place, pd.DataFrame, pd.DataFrame]]:
    """Every place that both have, with the summaries of both."""
    first, second = (summarize(side.table) for side in (old, new))
    for names in dict.fromkeys(zip(first["dataset"], first["scheme"], strict=True)):
        place = Place(*names)
        other = place.here(second)
        if len(other):
            yield place, place.here(first), other


def _made(side: Side) -> dict[tuple[str, str, str], dict[str, str]]:
    """(dataset, recipe, model) -> its settings and options in one flat dict."""
    return {
        (run["dataset"], run["recipe_name"], run["model_name"]): provenance.flattened(
            run["recipe"] | {"model": run["model"]}
        )
        for run in side.record["runs"]
    }


def _arrow(old: str, new: str) -> str:
    return old if old == new else f"{old} \N{RIGHTWARDS ARROW} {new}"


def _images(side: Side, place: Place) -> dict[str, pd.DataFrame]:
    """Split -> the predictions for its test images, in an order that both share."""
    here = side.answers[side.answers["dataset"] == place.dataset]
    return {
        split: here[here["split"] == split]
        .sort_values(["content", "label"], kind="stable")
        .reset_index(drop=True)
        for split in place.here(side.table)["split"].unique()
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
    """Pair the rows of a model: by recipe, or its only ones whatever the recipe."""
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
            own = part.filter(regex=rf"^{row['recipe']}/{row['model']}/\d+$")
            for column in own.dropna(axis=1):
                seed = int(column.rpartition("/")[2])
                run = Run(a["dataset"], split, side, a["model"], seed)
                known = part[["label"]].assign(
                    source_index=part.index, predicted=part[column]
                )
                answers.add(Row(run, predictions=known))
    sizes = {
        described["names"]["split"]: tuple(
            described["split"]["images"][part] for part in ("train", "test")
        )
        for described in new.record["splits"]
        if described["names"]["dataset"] == a["dataset"]
    }
    groups = {split: part["group"].to_numpy() for split, part in images[1].items()}
    table, _ = judge(answers, groups, sizes, ANY_MARGIN)
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
