"""Checks of an experiment's slices: columns that are known before the data are read."""

from collections.abc import Iterator
from itertools import pairwise

from galaxybench.config import declarations
from galaxybench.config.messages import show, unknown
from galaxybench.config.runs import Config, slices

INTERNAL = ("source_index", "content", "split_group")
"""Columns that galaxybench writes itself."""


def entries(filled: Config) -> Iterator[str]:
    """Check the slices of all experiments.

    Which columns a data set has is known if its source declares them. Otherwise the job
    that compares the slices says what is missing.
    """
    for experiment, entry in filled["experiments"].items():
        seen: set[str] = set()
        for index, each in enumerate(slices(filled, experiment)):
            where = f"experiments.{experiment}.slices[{index}]"
            column, edges = each["column"], each["edges"]
            if column in seen:
                yield f"{where}: the column {show(column)} is in the list twice"
            seen.add(column)
            if edges and any(low >= high for low, high in pairwise(edges)):
                yield (
                    f"{where}.edges: got {show(edges)}, allowed: numbers in ascending "
                    "order, each once"
                )
            if column in INTERNAL:
                yield (
                    f"{where}: {show(column)} only numbers the images or their groups: "
                    "choose another column"
                )
                continue
            for dataset in entry["datasets"]:
                known = _columns(filled["datasets"].get(dataset))
                if known is not None and column not in known:
                    message = unknown("column", column, known)
                    yield f"{where}: {message}, in the data set '{dataset}'"


def _columns(dataset: dict | None) -> list[str] | None:
    """Return the columns of a data set's catalogue, or None if they are not known."""
    if dataset is None:  # it has a message of its own
        return None
    try:
        declared = declarations.source(dataset["source"]).columns
    except declarations.DeclarationError:
        return None
    if declared is None:
        return None
    return [*declared, *(["source_class"] if dataset["merge_classes"] else [])]
