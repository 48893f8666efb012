"""Checks of votes: the columns of a data set, and recipes that train on them."""

from collections.abc import Iterator
from itertools import product
from typing import Any

from galaxybench.config.messages import no_effect, show
from galaxybench.config.runs import Config
from galaxybench.config.schema import merged

INSTEAD = {
    "label": "the class with most votes is the label",
    "classes": "its keys are the classes",
}
"""What `votes` takes the place of, and why."""
COUNTED = ("multinomial", "dirichlet_multinomial")
"""Values of `loss.votes` that need the number of votes."""


def columns(where: str, entry: dict[str, Any], given: dict) -> Iterator[str]:
    """Check the votes of a catalog, `where` in the config.

    Args:
        where: the place of the data set.
        entry: the data set, with defaults.
        given: the same as written.
    """
    votes = entry["votes"]
    if votes is None:
        for key in ("counts", "weight"):
            if given.get(key):
                reason = "only votes are counted"
                yield no_effect(f"{where}.{key}", "`votes: null`", reason, "data set")
        return
    for key, reason in INSTEAD.items():
        if entry[key] is not None:
            yield (
                f"{where}.{key}: got {show(entry[key])} beside `votes`, of which "
                f"{reason}: remove one of them"
            )
    first: dict[str, str] = {}
    for name, column in votes.items():
        if first.setdefault(column, name) != name:
            yield (
                f"{where}.votes.{name}: got the column {show(column)}, which is that "
                f"of '{first[column]}': name one column per class"
            )
    weight = entry["weight"]
    if weight is not None and entry["counts"]:
        yield (
            f"{where}.weight: got {show(weight)} with `counts: true`, where the sum of "
            "the columns is the number of votes: remove one of them"
        )
    if weight in first:
        yield (
            f"{where}.weight: got {show(weight)}, the votes of '{first[weight]}', "
            "needed: the column of the number of all votes"
        )


def loss(where: str, recipe: dict[str, Any]) -> Iterator[str]:
    """Check the loss of a recipe, `where` in the config, with all keys present."""
    chosen = recipe["loss"]
    votes = chosen["votes"]
    if votes == "none":
        return
    setting = f"with loss.votes {votes}"
    if gamma := chosen["focal_gamma"]:
        yield (
            f"{where}.loss.focal_gamma: got {gamma:g} {setting}, allowed: 0, because "
            "the focal loss is smallest for other probabilities than the fractions"
        )
    if votes != "dirichlet_multinomial":
        return
    if smoothing := chosen["label_smoothing"]:
        yield (
            f"{where}.loss.label_smoothing: got {smoothing:g} {setting}, allowed: 0, "
            "because numbers of votes are no shares"
        )
    if alpha := recipe["augmentation"]["mixup"]:
        yield (
            f"{where}.augmentation.mixup: got {alpha:g} {setting}, allowed: 0, because "
            "nobody voted on a blend of two images"
        )


def experiments(filled: Config) -> Iterator[str]:
    """Check that data sets have the votes that the recipes of an experiment need."""
    found = set()
    for name, entry in filled["experiments"].items():
        for dataset, recipe, model in product(
            entry["datasets"], entry["recipes"], entry["models"]
        ):
            images = filled["datasets"].get(dataset)
            base = filled["recipes"].get(recipe)
            if images is None or base is None:
                continue  # it has its own message
            changes = filled["models"].get(model, {}).get("recipe") or {}
            votes = merged(base, changes)["loss"]["votes"]
            lacks = _lacks(images, votes)
            if lacks and (name, dataset, recipe, votes) not in found:
                found.add((name, dataset, recipe, votes))
                key = f"recipes.{recipe}.loss.votes"
                if base["loss"]["votes"] != votes:
                    key = f"models.{model}.recipe.loss.votes"
                yield f"experiments.{name}: {key}: got {votes}, but '{dataset}' {lacks}"


def _lacks(dataset: dict[str, Any], votes: str) -> str | None:
    """Say which votes a data set lacks, and what to do."""
    if votes == "none":
        return None
    if dataset.get("votes") is None:
        return (
            "has no votes: name their columns under `votes` of a data set of the "
            "source catalog, or use `loss: {votes: none}`"
        )
    if votes in COUNTED and dataset["weight"] is None and not dataset["counts"]:
        return (
            "has fractions of an unknown number of votes: name the column of that "
            "number with `weight`, or use `loss: {votes: cross_entropy}`"
        )
    return None
