"""Checks of the data sets in a config: classes exist, no data set is listed twice."""

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from galaxybench.config import declarations
from galaxybench.config.messages import show, unknown

PLACES = ("path", "table", "images")
"""Options that name, or may name, a file or folder of the user."""


def classes(datasets: dict[str, Any]) -> Iterator[str]:
    """Check that classes to keep or merge exist, and that each is named once."""
    for name, entry in datasets.items():
        where = f"datasets.{name}"
        keep, merge = entry["keep_classes"], entry["merge_classes"]
        if keep is not None and merge is not None:
            yield (
                f"{where}: got both keep_classes and merge_classes, allowed: one of "
                "them (merge_classes drops the classes that it does not name)"
            )
            continue
        known = known_classes(entry)
        lists = {f"{where}.keep_classes": keep} if keep else {}
        for new, old in (merge or {}).items():
            lists[f"{where}.merge_classes.{new}"] = old
        first: dict[str | int, str] = {}
        for path, members in lists.items():
            for index, member in enumerate(_as_indices(members, known)):
                place = f"{path}[{index}]"
                if known and isinstance(member, str):
                    yield f"{place}: " + unknown("class", member, known)
                elif known and member >= len(known):
                    allowed = f"allowed: 0 to {len(known) - 1}"
                    yield f"{place}: got the class index {member}, {allowed}"
                elif member in first:
                    label = known[member] if known else member
                    yield (
                        f"{place}: class {show(label)} is already in "
                        f"{first[member]}: name it once"
                    )
                else:
                    first[member] = path


def identities(datasets: dict[str, Any]) -> Iterator[str]:
    """Check that no data set has two names, which would train everything twice."""
    first: dict[str, str] = {}
    for name, entry in datasets.items():
        identity = json.dumps(_normal(entry), sort_keys=True, default=str)
        if identity in first:
            yield (
                f"datasets.{name}: the same data set as datasets.{first[identity]} "
                "(equal source and options): remove one of them"
            )
        first.setdefault(identity, name)


def _normal(entry: dict[str, Any]) -> dict[str, Any]:
    """Normalize an entry, so that equal data sets compare equal: paths and classes."""
    known = known_classes(entry)
    normal = dict(entry)
    for key in PLACES:
        if isinstance(entry.get(key), str):
            # A path that cannot be resolved is reported by the job that opens it.
            with suppress(OSError, RuntimeError, ValueError):
                normal[key] = str(Path(entry[key]).expanduser().resolve())
    if entry["keep_classes"] is not None:
        normal["keep_classes"] = _as_indices(entry["keep_classes"], known)
    if entry["merge_classes"] is not None:
        normal["merge_classes"] = {
            new: sorted(_as_indices(old, known), key=str)
            for new, old in entry["merge_classes"].items()
        }
    return normal


def _as_indices(members: list[str | int], known: list[str]) -> list[str | int]:
    return [known.index(member) if member in known else member for member in members]


def known_classes(entry: dict[str, Any]) -> list[str]:
    """Class names that the source declares, or those of an option; [] if unknown.

    Where the option is a map, `classes` or `votes`, they are in alphabetical order.
    """
    try:
        declared = declarations.source(entry["source"]).classes
    except declarations.DeclarationError:
        return []
    if isinstance(declared, dict):
        ((option, names),) = declared.items()
        declared = names[entry[option]]
    own = entry.get("votes") or entry.get("classes")
    if isinstance(own, dict):
        own = sorted(own)
    return declared or (own if isinstance(own, list) else [])
