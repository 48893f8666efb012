"""Images that a data set holds more than once, and those that it holds in two classes.

Images are equal if the hashes of their pixels are, after they were brought to one size.
"""

import logging
from collections import defaultdict
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
    contents: list[str], labels: np.ndarray, catalog: Table
) -> dict[str, Any]:
    """Count and name equal images.

    Args:
        contents: a hash of the pixels of each image.
        labels: (n,) integers.
        catalog: n rows. The column `file` names the images, or else `source_index`.

    Returns:
        `duplicates`, the number of images whose pixels came before; `repeated`, groups
        of equal images of one class by name, LISTED at most; `conflicts`, the number of
        images whose pixels are in several classes; `conflicting`, groups of them like
        `repeated`; `shared_names`, the number of file names that several classes have.
    """
    column = "file" if "file" in catalog.colnames else "source_index"
    names = [str(name) for name in catalog[column]]
    groups = defaultdict(list)
    for row, content in enumerate(contents):
        groups[content].append(row)
    equal = [rows for rows in groups.values() if len(rows) > 1]
    mixed = [len({labels[row] for row in rows}) > 1 for rows in equal]
    named = [[names[row] for row in rows[:LISTED]] for rows in equal]
    return {
        "duplicates": len(contents) - len(groups),
        "repeated": [n for n, m in zip(named, mixed, strict=True) if not m][:LISTED],
        "conflicts": sum(len(r) for r, m in zip(equal, mixed, strict=True) if m),
        "conflicting": [n for n, m in zip(named, mixed, strict=True) if m][:LISTED],
        "shared_names": _shared_names(names, labels) if column == "file" else 0,
    }


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
