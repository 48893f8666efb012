"""Undefined pixels by class: a class with many more of them gives itself away.

A net may learn where images are cut off instead of what they show, for instance if all
images of one class come from the edge of a detector.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from galaxybench.images.undefined import COLUMN

FEWEST = 5
"""A class with fewer images is not compared with the others."""
FACTOR, LEAST = 2.0, 0.1
"""A class is named if this many times as large a share of its images has NaN as of all
others, and the shares differ by LEAST at least."""


def count_nan(
    measured: Mapping[str, np.ndarray], labels: np.ndarray, classes: Sequence[str]
) -> tuple[dict[str, Any], list[str]]:
    """Count the images with undefined pixels by class.

    Args:
        measured: may have `nan_fraction`, (n,), the share of each image's pixels.
        labels: (n,) integers.
        classes: the names of the classes.

    Returns:
        {"nan": {"images": their number, "classes": class -> {"images", "fraction"}}},
        where `fraction` is the mean over all images of the class, and a warning for
        every class that has many more of them than the others. Both are empty where
        nothing was filled.
    """
    if COLUMN not in measured:
        return {}, []
    fraction = np.asarray(measured[COLUMN], float)
    has = fraction > 0
    counted = {
        name: {
            "images": int(has[labels == label].sum()),
            "fraction": float(fraction[labels == label].mean()),
        }
        for label, name in enumerate(classes)
        if (labels == label).any()
    }
    warnings = [
        _warning(name, has[labels == label], has[labels != label])
        for label, name in enumerate(classes)
        if _gives_away(has[labels == label], has[labels != label])
    ]
    return {"nan": {"images": int(has.sum()), "classes": counted}}, warnings


def _gives_away(own: np.ndarray, others: np.ndarray) -> bool:
    """Whether a class, (m,) bool, has many more images with NaN than the others."""
    if min(len(own), len(others)) < FEWEST:
        return False
    return own.mean() >= max(FACTOR * others.mean(), others.mean() + LEAST)


def _warning(name: str, own: np.ndarray, others: np.ndarray) -> str:
    return (
        f"{own.mean():.0%} of the images of {name} had undefined pixels (NaN), and "
        f"{others.mean():.0%} of all others: a net may tell {name} by its gaps instead "
        "of what it shows"
    )
