"""Checks of the texts in a config: all can be printed, and names stay names."""

import re
from collections.abc import Iterator
from typing import Any

from galaxybench.config.class_names import fault, mistake
from galaxybench.config.messages import key_path, show
from galaxybench.config.schema import NAMED, maps, texts

VALUES = ("false", "inf", "infinity", "nan", "null", "true")
"""Names that a table could not tell from a number, a truth value or a gap."""


def printable(value: object, where: tuple[str | int, ...] = ()) -> Iterator[str]:
    """Reject values with letters that cannot be printed, but line breaks and tabs."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from printable(item, (*where, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from printable(item, (*where, index))
    elif isinstance(value, str) and (wrong := fault(value, "\n\t")):
        yield f"{key_path(where)}: {wrong}, allowed: text that can be printed"


def inputs(config: dict[str, Any]) -> Iterator[str]:
    """Reject files whose names Snakemake would change, as inputs of a rule."""
    given: dict[str, Any] = {}
    for name, recipe in maps(config, "recipes"):
        given[f"recipes.{name}.weights"] = recipe.get("weights")
    for name, model in maps(config, "models"):
        changes = model.get("recipe")
        if isinstance(changes, dict):
            given[f"models.{name}.recipe.weights"] = changes.get("weights")
    for experiment, entry in maps(config, "experiments"):
        for name, prediction in maps(entry, "predictions"):
            where = f"experiments.{experiment}.predictions.{name}.file"
            given[where] = file = prediction.get("file")
            listed = enumerate(file) if isinstance(file, list) else ()
            given |= {f"{where}[{index}]": each for index, each in listed}
    for where, path in given.items():
        if isinstance(path, str) and (wrong := replaced(path)):
            yield f"{where}: {wrong}"


def replaced(path: str) -> str | None:
    """Say what Snakemake would replace in a path, to read another file, or None.

    There is no way to escape it.
    """
    found = re.search(r"\{\s*\w[^{}]*\}", path)
    if not found:
        return None
    return (
        f"got {show(path)}, in which Snakemake would replace {found[0]}: rename the "
        "file or folder"
    )


def names(config: dict[str, Any]) -> Iterator[str]:
    """Reject names that would be read from a table as another value."""
    found = [(section, dict(maps(config, section))) for section in NAMED]
    for experiment, entry in maps(config, "experiments"):
        for section in ("ensembles", "predictions"):
            where = f"experiments.{experiment}.{section}"
            found.append((where, dict(maps(entry, section))))
    for where, named in found:
        for name in named:
            if name in VALUES:
                yield (
                    f"{where}.{name}: got the name '{name}', which a table would not "
                    f"keep as text, allowed: any name except {', '.join(VALUES)}"
                )


def class_names(datasets: dict[str, Any]) -> Iterator[str]:
    """Check the names that `classes`, `votes`, `merge_classes` give to classes."""
    for name, entry in datasets.items():
        given = {
            "classes": _given_classes(entry.get("classes")),
            "votes": list(entry.get("votes") or ()),
            "merge_classes": list(entry["merge_classes"] or ()),
        }
        for key, names in given.items():
            if wrong := mistake(names):
                yield f"datasets.{name}.{key}: {wrong}: choose another name"


def _given_classes(classes: object) -> list[str]:
    return list(classes) if isinstance(classes, dict) else texts(classes)
