"""Checks of the texts in a config: all can be printed, and class names differ."""

from collections.abc import Iterator
from typing import Any

from galaxybench.config.class_names import fault, mistake
from galaxybench.config.messages import key_path
from galaxybench.config.schema import texts


def printable(value: object, where: tuple[str | int, ...] = ()) -> Iterator[str]:
    """Reject keys and values with letters that cannot be printed.

    Values may have line breaks and tabs.
    """
    if isinstance(value, dict):
        for key, item in value.items():
            if wrong := fault(key):
                yield (
                    f"{key_path(where)}: the key {wrong}, allowed: text that can be "
                    "printed"
                )
            else:
                yield from printable(item, (*where, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from printable(item, (*where, index))
    elif isinstance(value, str) and (wrong := fault(value, "\n\t")):
        yield f"{key_path(where)}: {wrong}, allowed: text that can be printed"


def class_names(datasets: dict[str, Any]) -> Iterator[str]:
    """Check the names that `classes` and `merge_classes` give to classes."""
    for name, entry in datasets.items():
        given = {
            "classes": texts(entry.get("classes")),
            "merge_classes": list(entry["merge_classes"] or ()),
        }
        for key, names in given.items():
            if wrong := mistake(names):
                yield f"datasets.{name}.{key}: {wrong}: choose another name"
