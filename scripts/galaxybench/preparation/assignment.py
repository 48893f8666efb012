"""Which part every image goes to: train, valid or test.

Pure functions of labels, catalog and seed; nothing is read or written. Whole groups of
images are drawn (see `grouping`), so that no group lies in two parts. `splitting`
writes the parts.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from astropy.table import Table
from sklearn.model_selection import StratifiedGroupKFold, train_test_split

from galaxybench.config import split_fractions
from galaxybench.images.linking_columns import PARTS, own_parts
from galaxybench.preparation import split_advice
from galaxybench.preparation.published_split import Published

CURES = {"predefined": "use the method holdout or kfold"}
"""Method of a split -> what to do if a class is not in every part."""
OTHER_CURE = "choose another seed"


@dataclass(frozen=True)
class Assignment:
    """Which images are in which part.

    Attributes:
        rows: part -> its ascending rows, int64.
        classes: the names of the classes that were kept.
        labels: (n,) int64, renumbered to `classes`; -1 for images of dropped classes
            and for those that a published split does not list.
        notes: what was dropped and why, ready for JSON.
    """

    rows: dict[str, np.ndarray]
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
    published: Published | None = None,
) -> Assignment:
    """Divide the images into train, valid and test.

    Args:
        labels: (n,) int64, indices into `classes`.
        groups: (n,) int64 from `groups_of`.
        catalog: n rows; the method "predefined" reads `part`, one of PARTS.
        method: "holdout", "kfold", "predefined" or "file".
        classes: class names.
        valid: fraction of what test leaves, unless valid images are given.
        seed: seeds every random draw.
        test: fraction of the images for test (holdout).
        folds: number of folds (kfold).
        fold: which fold is the test part (kfold).
        train_fraction: fraction of the training groups to keep, nested for one seed.
        min_class_count: classes with fewer images are dropped.
        published: the parts that were read (file).

    Raises:
        ValueError: a class is too small, or no image would be left to train on.
    """
    labels, kept, dropped = _drop_small_classes(labels, classes, min_class_count)
    labels = labels if published is None else published.listed(labels)
    cures = [published.cure] if published else []
    images, rows = _Images(labels, groups, kept, cures), np.flatnonzero(labels >= 0)
    own_valid, notes = None, {"dropped_classes": dropped}
    match method:
        case "holdout":
            images.require(rows, 3, "train, valid and test")
            rest, test_rows = images.draw(rows, test, seed, leave=2)
        case "kfold":
            rest, test_rows = images.fold(rows, folds, fold, seed)
        case _:
            divide = published.divided if published else _predefined
            rest, own_valid, test_rows, found = divide(rows, groups, catalog)
            notes |= found
    if own_valid is None:
        images.require(rest, 2, "train and valid")
        _check_fractions(rows, rest, method=method, valid=valid, test=test, folds=folds)
    train_rows, valid_rows = images.train_and_valid(rest, own_valid, valid, seed)
    kept_rows = images.fraction(train_rows, train_fraction, seed)
    notes["left_out_by_train_fraction"] = len(train_rows) - len(kept_rows)
    divided = dict(zip(PARTS, (kept_rows, valid_rows, test_rows), strict=True))
    images.require_in_every_part(rows, divided, _cure(method, published))
    return Assignment(divided, kept, labels, notes)


def _cure(method: str, published: Published | None) -> str:
    """Say what to do if a class is not in every part."""
    return published.cure if published else CURES.get(method, OTHER_CURE)


def test_alone(labels: np.ndarray, classes: list[str]) -> Assignment:
    """Take every image for test, where there are no pixels to train on.

    `labels` are (n,) int64, indices into `classes`.
    """
    none = np.empty(0, np.int64)
    rows = {"train": none, "valid": none, "test": np.arange(len(labels))}
    notes = {"dropped_classes": {}, "dropped_from_valid": [], "dropped_from_train": []}
    notes["left_out_by_train_fraction"] = 0
    return Assignment(rows, classes, labels, notes)


def _check_fractions(rows: np.ndarray, rest: np.ndarray, **fractions: Any) -> None:  # noqa: ANN401
    """Refuse fractions of all rows, or of those that a given test part leaves."""
    drawn = fractions["method"] in ("holdout", "kfold")
    if wrong := split_fractions.mistake(fractions, len(rows if drawn else rest)):
        raise ValueError(wrong)


class _Images:
    """The images to divide, as groups that each count for one class.

    `label_of`, (number of groups,) int64, is the class that a group counts for: the
    rarest of its images' classes. `cures` say what helps if a class is too small.
    """

    def __init__(
        self,
        labels: np.ndarray,
        groups: np.ndarray,
        classes: list[str],
        cures: list[str],
    ) -> None:
        self.labels, self.groups, self.classes = labels, groups, classes
        self.cures = cures
        rows = np.flatnonzero(labels >= 0)
        counts = np.bincount(labels[rows], minlength=len(classes))
        rarity = np.argsort(np.argsort(counts))
        rank = np.full(groups.max() + 1, len(classes), dtype=np.int64)
        np.minimum.at(rank, groups[rows], rarity[labels[rows]])
        # The appended -1 is for groups that have only images of dropped classes.
        self.label_of = np.append(np.argsort(rarity), -1)[rank]

    def draw(
        self, rows: np.ndarray, fraction: float, seed: int, leave: int
    ) -> tuple[np.ndarray, np.ndarray]:
        """Draw a fraction of the groups, stratified: (rows left, rows drawn).

        Every class gives at least one group and keeps at least `leave`. Rounding alone
        does not guarantee that for a class with few groups.
        """
        candidates = np.unique(self.groups[rows])
        strata = self.label_of[candidates]
        present = np.unique(strata)
        number = math.ceil(fraction * len(candidates))  # as scikit-learn rounds
        number = max(number, len(present))
        number = min(number, len(candidates) - leave * len(present))
        left, drawn = train_test_split(
            candidates, test_size=number, random_state=seed, stratify=strata
        )
        for label in present:
            own_left = left[self.label_of[left] == label]
            own_drawn = drawn[self.label_of[drawn] == label]
            if len(own_drawn) == 0:
                drawn = np.append(drawn, own_left[:1])
            elif len(own_left) < leave:
                drawn = np.setdiff1d(drawn, own_drawn[: leave - len(own_left)])
        is_drawn = np.isin(self.groups[rows], drawn)
        return rows[~is_drawn], rows[is_drawn]

    def train_and_valid(
        self, rest: np.ndarray, own: np.ndarray | None, fraction: float, seed: int
    ) -> tuple[np.ndarray, np.ndarray]:
        """Draw valid from the rows `rest`, unless the data set has `own` rows of it."""
        if own is not None:
            self.require(rest, 1, "train")
            return rest, own
        return self.draw(rest, fraction, seed, leave=1)

    def fold(
        self, rows: np.ndarray, folds: int, fold: int, seed: int
    ) -> tuple[np.ndarray, np.ndarray]:
        """Take one of the stratified folds: (rows left, rows of the fold)."""
        self.require(rows, max(folds, 4), f"{folds} folds and valid", folds=True)
        splitter = StratifiedGroupKFold(folds, shuffle=True, random_state=seed)
        parts = list(splitter.split(rows, self.labels[rows], self.groups[rows]))
        rest, test = parts[fold]
        return rows[rest], rows[test]

    def fraction(self, rows: np.ndarray, fraction: float, seed: int) -> np.ndarray:
        """Keep the first groups of each class in one seeded order.

        The order does not depend on the fraction, so that smaller subsets are nested.
        """
        order = np.random.default_rng(seed).permutation(np.unique(self.groups[rows]))
        kept = []
        for label in np.unique(self.label_of[order]):
            members = order[self.label_of[order] == label]
            kept.append(members[: max(1, round(fraction * len(members)))])
        return rows[np.isin(self.groups[rows], np.concatenate(kept))]

    def require(
        self, rows: np.ndarray, number: int, purpose: str, folds: bool = False
    ) -> None:
        """Raise ValueError if a class has no image or fewer than `number` groups.

        `folds` says that fewer folds would need fewer groups.
        """
        own = self.label_of[np.unique(self.groups[rows])]
        counts = np.bincount(own, minlength=len(self.classes))
        empty = np.bincount(self.labels[rows], minlength=len(self.classes)) == 0
        small = np.flatnonzero(((counts > 0) & (counts < number)) | empty)
        if not len(small):
            return
        sizes = self._sizes(rows, small)
        cures = [*self.cures]
        if any(images >= number for images, _ in sizes.values()):
            cures.append("link fewer images (group_radius_arcsec, `group`)")
        if folds and counts[small].min() >= 4:
            cures.append(f"set folds: {counts[small].min()}")
        raise self._too_small(sizes, f"{purpose} need {number} groups", cures)

    def require_in_every_part(
        self, rows: np.ndarray, parts: dict[str, np.ndarray], cure: str
    ) -> None:
        """Raise ValueError if a class of the images `rows` is missing from a part."""
        for part, members in parts.items():
            missing = np.setdiff1d(np.arange(len(self.classes)), self.labels[members])
            if len(missing):
                sizes = self._sizes(rows, missing)
                raise self._too_small(sizes, f"none is left for {part}", [cure])

    def _sizes(self, rows: np.ndarray, labels: np.ndarray) -> dict[int, tuple]:
        """Return label → the number of its images and of their groups."""
        members = {label: rows[self.labels[rows] == label] for label in labels}
        return {
            int(label): (len(own), len(np.unique(self.groups[own])))
            for label, own in members.items()
        }

    def _too_small(
        self, sizes: dict[int, tuple], reason: str, cures: list[str]
    ) -> ValueError:
        counts = np.bincount(self.labels[self.labels >= 0], minlength=len(self.classes))
        return ValueError(
            split_advice.too_small(self.classes, counts, sizes, reason, cures)
        )


def _drop_small_classes(
    labels: np.ndarray, classes: list[str], min_class_count: int
) -> tuple[np.ndarray, list[str], dict[str, int]]:
    """Renumber the labels of the classes that are large enough; -1 for the others."""
    counts = np.bincount(labels, minlength=len(classes))
    large = counts >= min_class_count
    if np.sum(counts > 0) < 2:
        raise ValueError(split_advice.one_class(classes, counts))
    if large.sum() < 2:
        raise ValueError(split_advice.too_few_left(min_class_count, counts))
    renumbered = np.where(large, np.cumsum(large) - 1, -1)[labels].astype(np.int64)
    kept = [name for name, keep in zip(classes, large, strict=True) if keep]
    dropped = {classes[c]: int(counts[c]) for c in np.flatnonzero(~large)}
    return renumbered, kept, dropped


def _predefined(
    rows: np.ndarray, groups: np.ndarray, catalog: Table
) -> tuple[np.ndarray, np.ndarray | None, np.ndarray, dict[str, list[int]]]:
    """Return the rows of the data set's own train, valid and test, and dropped twins.

    The rows of valid are None if no image is in it. Twins, by part, are images of a
    group that is in test, too, or images of train whose group is in valid.
    """
    parts = own_parts(catalog)
    if parts is None:
        raise ValueError(
            "split method 'predefined' needs a data set with its own test part "
            "(a catalog column 'part'); use holdout or kfold"
        )
    train, valid, test = (rows[parts[rows] == part] for part in PARTS)
    twins = {}
    if own_valid := len(valid) > 0:
        twin = np.isin(groups[valid], groups[test])
        twins["valid"], valid = valid[twin].tolist(), valid[~twin]
    twin = np.isin(groups[train], groups[np.concatenate([valid, test])])
    twins["train"], train = train[twin].tolist(), train[~twin]
    notes = {f"dropped_from_{part}": own for part, own in twins.items()}
    return train, valid if own_valid else None, test, notes
