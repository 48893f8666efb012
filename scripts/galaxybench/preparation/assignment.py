"""Who goes into train, valid and test: pure functions of labels, catalog and seed.

What is drawn are groups of images (see `grouping`), so that none is on two sides.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from astropy.table import Table
from sklearn.model_selection import StratifiedGroupKFold, train_test_split

PARTS = ("train", "valid", "test")


@dataclass(frozen=True)
class Assignment:
    """The rows of every part.

    Attributes:
        train: ascending rows, int64; `valid` and `test` likewise.
        classes: the names of the classes that were kept.
        labels: (n,) int64, renumbered to `classes`; -1 for images of dropped classes.
        notes: what was dropped and why, fit for JSON.
    """

    train: np.ndarray
    valid: np.ndarray
    test: np.ndarray
    classes: list[str]
    labels: np.ndarray
    notes: dict[str, Any]


def assign(
    labels: np.ndarray,
    groups: np.ndarray,
    catalog: Table,
    method: str,
    *,
    classes: list[str],
    valid: float,
    seed: int,
    test: float | None = None,
    folds: int | None = None,
    fold: int | None = None,
    train_fraction: float = 1.0,
    min_class_count: int = 0,
) -> Assignment:
    """Divide the images into train, valid and test.

    Args:
        labels: (n,) int64, indices into `classes`.
        groups: (n,) int64 from `groups_of`.
        catalog: n rows; the method "predefined" reads `part`, "train" or "test".
        method: "holdout", "kfold" or "predefined".
        classes: class names.
        valid: fraction for valid of what is left after test.
        seed: of every draw.
        test: fraction for test (holdout).
        folds: number of folds (kfold).
        fold: which fold is the test part (kfold).
        train_fraction: part of the training groups to keep; smaller subsets of one seed
            lie within larger ones, and valid and test do not change.
        min_class_count: classes with fewer images are dropped.

    Raises:
        ValueError: a class is too small to be in every part.
    """
    labels, kept, dropped = _drop_small_classes(labels, classes, min_class_count)
    notes: dict[str, Any] = {"dropped_classes": dropped}
    rows = np.flatnonzero(labels >= 0)
    units = _units(labels, groups, len(kept))
    if method == "holdout":
        _require(labels, groups, units, rows, kept, 3, "train, valid and test")
        rest, test_rows = _draw(rows, groups, units, test, seed, leave=2)
    elif method == "kfold":
        need = max(folds, 4)
        _require(labels, groups, units, rows, kept, need, f"{folds} folds and valid")
        splitter = StratifiedGroupKFold(folds, shuffle=True, random_state=seed)
        parts = list(splitter.split(rows, labels[rows], groups[rows]))
        rest, test_rows = (rows[part] for part in parts[fold])
    elif method == "predefined":
        rest, test_rows, twins = _predefined(rows, groups, catalog)
        notes["dropped_from_train"] = twins.tolist()
    else:
        raise ValueError(
            f"unknown split method {method!r}: use holdout, kfold or predefined"
        )
    _require(labels, groups, units, rest, kept, 2, "train and valid")
    train_rows, valid_rows = _draw(rest, groups, units, valid, seed, leave=1)
    whole = len(train_rows)
    train_rows = _fraction(train_rows, groups, units, train_fraction, seed)
    notes["left_out_by_train_fraction"] = whole - len(train_rows)
    divided = dict(zip(PARTS, (train_rows, valid_rows, test_rows), strict=True))
    for part, members in divided.items():
        for label in np.setdiff1d(np.arange(len(kept)), labels[members]):
            raise _too_small(labels, groups, rows, kept, label, f"any in {part}")
    return Assignment(**divided, classes=kept, labels=labels, notes=notes)


def _drop_small_classes(
    labels: np.ndarray, classes: list[str], min_class_count: int
) -> tuple[np.ndarray, list[str], dict[str, int]]:
    """Renumber the labels of the classes that are large enough; -1 for the others."""
    counts = np.bincount(labels, minlength=len(classes))
    large = counts >= min_class_count
    if large.sum() < 2:
        raise ValueError(
            f"min_class_count {min_class_count} leaves {large.sum()} classes of "
            f"{len(classes)}; the largest has {counts.max()} images: lower it"
        )
    renumbered = np.where(large, np.cumsum(large) - 1, -1)[labels].astype(np.int64)
    kept = [name for name, keep in zip(classes, large, strict=True) if keep]
    dropped = {classes[c]: int(counts[c]) for c in np.flatnonzero(~large)}
    return renumbered, kept, dropped


def _units(labels: np.ndarray, groups: np.ndarray, classes: int) -> np.ndarray:
    """Class of every group: its rarest member class, (number of groups,) int64."""
    rows = np.flatnonzero(labels >= 0)
    rarity = np.argsort(np.argsort(np.bincount(labels[rows], minlength=classes)))
    rank = np.full(groups.max() + 1, classes, dtype=np.int64)
    np.minimum.at(rank, groups[rows], rarity[labels[rows]])
    # The last entry stands for groups that have only images of dropped classes.
    return np.append(np.argsort(rarity), -1)[rank]


def _draw(
    rows: np.ndarray,
    groups: np.ndarray,
    units: np.ndarray,
    fraction: float,
    seed: int,
    leave: int,
) -> tuple[np.ndarray, np.ndarray]:
    """Draw a fraction of the groups, stratified: (rows left, rows drawn).

    Every class gives at least one group and keeps at least `leave`, which rounding
    alone does not grant to a class of a handful.
    """
    candidates = np.unique(groups[rows])
    strata = units[candidates]
    present = len(np.unique(strata))
    number = math.ceil(fraction * len(candidates))  # as scikit-learn rounds
    number = min(max(number, present), len(candidates) - leave * present)
    left, drawn = train_test_split(
        candidates, test_size=number, random_state=seed, stratify=strata
    )
    for label in np.unique(strata):
        own_left, own_drawn = left[units[left] == label], drawn[units[drawn] == label]
        if len(own_drawn) == 0:
            drawn = np.append(drawn, own_left[:1])
        elif len(own_left) < leave:
            drawn = np.setdiff1d(drawn, own_drawn[: leave - len(own_left)])
    is_drawn = np.isin(groups[rows], drawn)
    return rows[~is_drawn], rows[is_drawn]


def _fraction(
    rows: np.ndarray, groups: np.ndarray, units: np.ndarray, fraction: float, seed: int
) -> np.ndarray:
    """Keep the first groups of one seeded order a class: smaller parts are nested."""
    order = np.random.default_rng(seed).permutation(np.unique(groups[rows]))
    kept = []
    for label in np.unique(units[order]):
        members = order[units[order] == label]
        kept.append(members[: max(1, round(fraction * len(members)))])
    return rows[np.isin(groups[rows], np.concatenate(kept))]


def _predefined(
    rows: np.ndarray, groups: np.ndarray, catalog: Table
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Rows of the data set's own train and test parts, and the train rows left out."""
    if "part" not in catalog.colnames:
        raise ValueError(
            "split method 'predefined' needs a data set with its own test part "
            "(a catalog column 'part'); use holdout or kfold"
        )
    parts = np.asarray(catalog["part"])[rows]
    if not set(np.unique(parts)) <= {"train", "test"}:
        raise ValueError(f"catalog column 'part' has {np.unique(parts).tolist()}")
    test, train = rows[parts == "test"], rows[parts == "train"]
    twin = np.isin(groups[train], groups[test])
    return train[~twin], test, train[twin]


def _require(
    labels: np.ndarray,
    groups: np.ndarray,
    units: np.ndarray,
    rows: np.ndarray,
    classes: list[str],
    number: int,
    purpose: str,
) -> None:
    """Refuse a class that has fewer groups of its own than the parts need."""
    counts = np.bincount(units[np.unique(groups[rows])], minlength=len(classes))
    empty = np.bincount(labels[rows], minlength=len(classes)) == 0
    for label in np.flatnonzero(((counts > 0) & (counts < number)) | empty):
        need = f"the {number} that {purpose} need"
        raise _too_small(labels, groups, rows, classes, label, need)


def _too_small(
    labels: np.ndarray,
    groups: np.ndarray,
    rows: np.ndarray,
    classes: list[str],
    label: int,
    need: str,
) -> ValueError:
    """Say which class is too small, how small it is, and what to do."""
    members = rows[labels[rows] == label]
    return ValueError(
        f"class {classes[label]!r} is too small to split: {len(members)} images in "
        f"{len(np.unique(groups[members]))} groups are not enough to have {need}; "
        f"min_class_count: {np.sum(labels == label) + 1} drops it"
    )
