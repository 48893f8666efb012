"""Images that a data set holds more than once, and those that it holds in two classes.

Images are equal if the hashes of their pixels are, after they were brought to one size.
"""

import logging
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np
from astropy.table import Table

logger = logging.getLogger(__name__)

LISTED = 20
"""Most groups of equal images that are listed by name."""


def conflicting(contents: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Find the images that are also in another class: (n,) bool.

    Args:
        contents: (n,) text, a hash of the pixels of each image.
        labels: (n,) integers.
    """
    contents, labels = np.asarray(contents), np.asarray(labels)
    _, first, number = np.unique(contents, return_index=True, return_inverse=True)
    differs = labels != labels[first[number]]
    return np.isin(number, number[differs])


def find_duplicates(
    contents: Sequence[str], labels: np.ndarray, catalog: Table, classes: Sequence[str]
) -> dict[str, Any]:
    """Count and name equal images.

    Args:
        contents: a hash of the pixels of each image.
        labels: (n,) integers.
        catalog: n rows. The column `file` names the images, or else `source_index`.
        classes: the names of the classes.

    Returns:
        `duplicates`, the number of images whose pixels came before; `repeated`, groups
        of equal images of one class by name, LISTED at most; `conflicts`, the number of
        images whose pixels are in several classes; `conflicting`, groups of them like
        `repeated`, each image with its class; `shared_names`, the number of file names
        that several classes have.
    """
    names = _names(catalog)
    equal = _equal(contents)
    mixed = [len({labels[row] for row in rows}) > 1 for rows in equal]
    once = [rows for rows, m in zip(equal, mixed, strict=True) if not m]
    return {
        "duplicates": len(contents) - len(set(contents)),
        "repeated": [[names[row] for row in rows[:LISTED]] for rows in once[:LISTED]],
        "conflicts": sum(len(r) for r, m in zip(equal, mixed, strict=True) if m),
        "conflicting": named_conflicts(contents, labels, catalog, classes),
        "shared_names": _shared_names(names, labels) if _by_file(catalog) else 0,
    }


def named_conflicts(
    contents: Sequence[str], labels: np.ndarray, catalog: Table, classes: Sequence[str]
) -> list[list[str]]:
    """Name the images that are in several classes, LISTED groups of LISTED at most.

    Each image is named with its class: "12 (Round Smooth)". Arguments as for
    `find_duplicates`.
    """
    names = _names(catalog)
    groups = [
        rows for rows in _equal(contents) if len({labels[row] for row in rows}) > 1
    ]
    return [
        [f"{names[row]} ({classes[labels[row]]})" for row in rows[:LISTED]]
        for rows in groups[:LISTED]
    ]


def _equal(contents: Sequence[str]) -> list[list[int]]:
    """List the rows of every image that is there more than once."""
    groups = defaultdict(list)
    for row, content in enumerate(contents):
        groups[content].append(row)
    return [rows for rows in groups.values() if len(rows) > 1]


def _by_file(catalog: Table) -> bool:
    return "file" in catalog.colnames


def _names(catalog: Table) -> list[str]:
    column = "file" if _by_file(catalog) else "source_index"
    return [str(name) for name in catalog[column]]


def log_duplicates(found: dict[str, Any]) -> None:
    """Log what `find_duplicates` returned: a warning for images in several classes."""
    for groups, what, level in (
        (found["repeated"], "equal images", logging.INFO),
        (found["conflicting"], "equal images in several classes", logging.WARNING),
    ):
        for names in groups:
            logger.log(level, "%s: %s", what, ", ".join(names))
    if found["conflicts"]:
        logger.warning(
            "%d images are in several classes, so that no model can be right about all "
            "of them: leave each in one class, or remove it",
            found["conflicts"],
        )
    if found["shared_names"]:
        logger.info(
            "%d file names are in several classes; that is no mistake if their images "
            "differ",
            found["shared_names"],
        )


def _shared_names(names: list[str], labels: np.ndarray) -> int:
    classes = defaultdict(set)
    for name, label in zip(names, labels, strict=True):
        classes[name.rpartition("/")[2]].add(label)
    return sum(len(own) > 1 for own in classes.values())
