"""Classes and groups of an imported data set, counted as a split will see them."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from astropy.table import Table

from galaxybench.preparation.grouping import groups_of
from galaxybench.preparation.split_advice import LINKS

FEWEST = 3
"""Groups of a class that it needs: one in each of train, valid and test."""


def survey_groups(catalog: Table) -> tuple[np.ndarray, dict[str, Any]]:
    """Find the groups of images that a split keeps together.

    Args:
        catalog: n rows, as for `grouping.groups_of`.

    Returns:
        The group of each image (n,) int64, and `number`, `largest` (the images of the
        largest group), `share` (of all images that these are), `rows` (those of the
        largest group), `reasons` (why images are in one group), and `refused`: None,
        or why a split will refuse the catalogue. Then every image is a group.
    """
    refused = None
    try:
        groups = groups_of(catalog)
    except ValueError as error:
        groups, refused = np.arange(len(catalog)), str(error)
    sizes = np.bincount(groups)
    largest = int(sizes.argmax())
    return groups, {
        "number": len(sizes),
        "largest": int(sizes[largest]),
        "share": sizes[largest] / len(groups),
        "rows": np.flatnonzero(groups == largest),
        "reasons": [why for name, why in LINKS.items() if name in catalog.colnames],
        "refused": refused,
    }


def survey_classes(
    labels: np.ndarray,
    classes: Sequence[str],
    groups: np.ndarray,
    votes: np.ndarray | None = None,
) -> list[dict[str, Any]]:
    """Count images and groups of every class.

    Args:
        labels: (n,) integers.
        classes: k names.
        groups: (n,) integers.
        votes: (n, k) shares of the votes, or None.

    Returns:
        For every class `name`, `label`, `images`, `share` (of all images), `groups`,
        `few` (whether the groups are fewer than FEWEST) and `votes`: the mean share of
        the votes that it has, over all images, or None.
    """
    images = np.bincount(labels, minlength=len(classes))
    found = []
    for label, name in enumerate(classes):
        own = len(np.unique(groups[labels == label]))
        found.append(
            {
                "name": name,
                "label": label,
                "images": int(images[label]),
                "share": images[label] / len(labels),
                "groups": own,
                "few": own < FEWEST,
                "votes": None if votes is None else float(votes[:, label].mean()),
            }
        )
    return found
