"""Fractions of a split that leave nothing to train on."""

from collections.abc import Mapping
from typing import Any


def mistake(split: Mapping[str, Any], images: int) -> str | None:
    """Say that less than one of the images is left for training, or None.

    Args:
        split: `method`, `valid` and, by method, `test` or `folds`.
        images: all that there are to divide.
    """
    shares = {
        "holdout": ("test", 1 - (split.get("test") or 0)),
        "kfold": ("folds", 1 - 1 / (split.get("folds") or images)),
    }
    key, rest = shares.get(split["method"], (None, 1.0))
    left = images * rest * (1 - split["valid"])
    if left >= 1:
        return None
    given = f"{key}: {split[key]} and valid: " if key else "valid: "
    return (
        f"{given}{split['valid']} leave {left:.2g} of {images:,} images for training, "
        "needed: at least 1 (valid is a fraction of what test leaves): choose smaller "
        "fractions"
    )
