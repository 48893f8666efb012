"""Runs that are averaged must be of one net: the same code, settings and software."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from galaxybench.records.record import Record, Records

SETTINGS = ("recipe", "model", "software", "start")
"""The params of a training that its seeds and folds share."""


def check_runs(files: Iterable[str | Path], names: Iterable[Mapping[str, Any]]) -> None:
    """Refuse runs that differ in more than seed and split.

    Args:
        files: a run.json per run.
        names: dataset, scheme, recipe, model, ... of each.

    Raises:
        ValueError: two runs of one model, recipe, data set and split scheme were made
            with different source files, settings or software.
    """
    known = Records()
    first: dict[tuple, tuple[str, Record]] = {}
    for file, name in zip(files, names, strict=True):
        record = known.of(file)
        if record is None:
            continue
        kind = tuple(name[key] for key in ("dataset", "scheme", "recipe", "model"))
        other, reference = first.setdefault(kind, (str(file), record))
        if differs := _differences(reference, record):
            raise ValueError(
                f"{other} and {file} would be averaged, but were not made with the "
                f"same {', '.join(differs)}. Run the same command again: it makes the "
                "older one anew"
            )


def _differences(one: Record, other: Record) -> list[str]:
    old, new = one["code"], other["code"]
    code = [name for name in old | new if old.get(name) != new.get(name)]
    old, new = one["params"], other["params"]
    return [*sorted(code), *(key for key in SETTINGS if old.get(key) != new.get(key))]
