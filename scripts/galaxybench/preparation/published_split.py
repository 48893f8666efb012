"""A split as it was published in a file, brought to the images of a data set."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from astropy.table import Table

from galaxybench.config.class_names import listed
from galaxybench.config.split_file import INDEX, PARTS, SplitFile, read
from galaxybench.preparation.split_advice import LINKS

logger = logging.getLogger(__name__)

SELECTING = ("keep_classes", "merge_classes", "limit", "missing", "others")
"""Keys of a data set's provenance that say why images of its source are missing."""


@dataclass(frozen=True)
class Published:
    """The part of every image as a file lists it.

    Attributes:
        path: the file, for messages.
        parts: (n,) text, one of PARTS, or "" for an image that is not listed.
        lacking: the number of listed images that the data set lacks.
        selecting: those of SELECTING that the data set has.
        leaks: what is done about groups that lie in several parts: "error" refuses
            them, "warn" keeps them, and "drop" leaves out what shares a group with
            test, or, of train, with valid.
    """

    path: Path
    parts: np.ndarray
    lacking: int
    selecting: list[str]
    leaks: str

    @property
    def cure(self) -> str:
        """What helps if a class is too small, or not in every part."""
        if not self.lacking:
            return "correct the file of the split"
        return (
            f"change {listed(self.selecting)} of the data set, by which "
            f"{self.lacking:,} of the listed images are left out, or correct the file "
            "of the split"
        )

    def listed(self, labels: np.ndarray) -> np.ndarray:
        """Return labels (n,) int64 with -1 for images that are not listed."""
        return np.where(self.parts == "", -1, labels)

    def divided(
        self, rows: np.ndarray, groups: np.ndarray, catalog: Table
    ) -> tuple[np.ndarray, np.ndarray | None, np.ndarray, dict[str, Any]]:
        """Return the rows of train, of valid (None if none is listed) and of test.

        Args:
            rows: ascending rows of the listed images of the classes that are kept.
            groups: (n,) from `groups_of`.
            catalog: n rows.

        Returns:
            The rows, and notes for split.json: `not_listed` and `not_in_data`, numbers
            of images; `drawn_valid`, whether valid is to be drawn from train;
            `leak_warning`, words or None; `dropped_from_train` and
            `dropped_from_valid`, rows.

        Raises:
            ValueError: `leaks` is "error" and a group lies in several parts.
        """
        train, valid, test = (rows[self.parts[rows] == part] for part in PARTS)
        own = len(valid) > 0
        found = _leaks(rows, groups, self.parts, catalog)
        if found and self.leaks == "error":
            raise ValueError(f"{self.path}: {found}: {_cure(catalog)}")
        if found and self.leaks == "warn":
            logger.warning("%s: %s", self.path, found)
        notes: dict[str, Any] = {
            "not_listed": int(np.sum(self.parts == "")),
            "not_in_data": self.lacking,
            "drawn_valid": not own,
            "leak_warning": found if self.leaks == "warn" and found else None,
        }
        if self.leaks == "drop":
            twin = np.isin(groups[valid], groups[test])
            if own:
                notes["dropped_from_valid"] = valid[twin].tolist()
            valid = valid[~twin]
            twin = np.isin(groups[train], groups[np.concatenate([valid, test])])
            notes["dropped_from_train"], train = train[twin].tolist(), train[~twin]
        return train, valid if own else None, test, notes


def read_published(
    path: Path, catalog: Table, provenance: Mapping[str, Any], leaks: str
) -> Published:
    """Read the part of every image from a file.

    Args:
        path: the file, as `split_file` describes it.
        catalog: n rows.
        provenance: of the data set. Where it selects images of its source, the file may
            list images that the data set lacks.
        leaks: as in `Published`.

    Raises:
        ValueError: the file is wrong, or lists images that do not exist.
    """
    file = read(path)
    keys = _keys(path, file, catalog)
    order = np.argsort(keys, kind="stable")
    wanted = np.asarray(file.keys)
    place = np.searchsorted(keys[order], wanted).clip(0, len(keys) - 1)
    rows = order[place]
    found = keys[rows] == wanted
    lacking = np.flatnonzero(~found)
    selecting = [key for key in SELECTING if key in provenance]
    if len(lacking) and not selecting:
        first = int(lacking[0])
        allowed = f", allowed: 0 to {keys.max()}" if file.column == INDEX else ""
        more = (
            f" (and {len(lacking) - 1:,} more such lines)" if lacking[1:].size else ""
        )
        raise ValueError(
            f"{path}: line {file.lines[first]}: the data set has no image with the "
            f"{file.column} {file.keys[first]}{allowed}{more}"
        )
    parts = np.full(len(keys), "", dtype="U5")
    parts[rows[found]] = np.asarray(file.parts)[found]
    for part in PARTS:
        if part in file.parts and not (parts == part).any():
            raise ValueError(
                f"{path}: none of the {file.parts.count(part):,} images of {part} is "
                f"in the data set: check its {listed(selecting)}"
            )
    if len(lacking):
        logger.info("%s: %d listed images are not in the data set", path, len(lacking))
    return Published(path, parts, len(lacking), selecting, leaks)


def _keys(path: Path, file: SplitFile, catalog: Table) -> np.ndarray:
    """Return what names each image, (n,)."""
    if file.column == INDEX:
        return np.asarray(catalog["source_index"])
    if file.column not in catalog.colnames:
        names = [name for name in catalog.colnames if name != "source_index"]
        raise ValueError(
            f"{path}: line 1: no column {file.column!r} in the catalogue of the "
            f"images, allowed: {listed([INDEX, *names])}"
        )
    column = np.asarray(catalog[file.column])
    if column.dtype.kind not in "iuU":
        raise ValueError(
            f"{path}: line 1: the column {file.column!r} of the catalogue holds "
            f"{column.dtype}, needed: whole numbers or text, which name it exactly"
        )
    names = np.char.strip(column.astype(str))
    if len(np.unique(names)) < len(names):
        raise ValueError(
            f"{path}: line 1: several images have the same {file.column!r} in the "
            f"catalogue, so that it names none: use the column {INDEX!r}"
        )
    return names


def _cure(catalog: Table) -> str:
    cure = (
        "correct the file; or set leaks: drop, to leave out of train and valid what is "
        "also in test, or leaks: warn, to use the split as it was published"
    )
    if "ra" in catalog.colnames:
        cure += "; or set group_radius_arcsec: 0 if neighbours on the sky may be apart"
    return cure


def _leaks(
    rows: np.ndarray, groups: np.ndarray, parts: np.ndarray, catalog: Table
) -> str:
    """Say which groups of images lie in several parts; "" if none does."""
    inside = np.zeros((int(groups.max()) + 1, len(PARTS)), bool)
    for number, part in enumerate(PARTS):
        inside[groups[rows[parts[rows] == part]], number] = True
    crossing = inside.sum(axis=1) > 1
    if not crossing.any():
        return ""
    members = rows[crossing[groups[rows]]]
    own = members[groups[members] == groups[members[0]]]
    _, first = np.unique(parts[own], return_index=True)
    index, count = catalog["source_index"], int(crossing.sum())
    examples = [f"{index[row]} ({parts[row]})" for row in own[np.sort(first)]]
    causes = [cause for column, cause in LINKS.items() if column in catalog.colnames]
    lie = "group of images lies" if count == 1 else "groups of images lie"
    return (
        f"{count:,} {lie} in several parts ({len(members):,} images, for instance "
        f"those with the index {' and '.join(examples)}). "
        f"Images are in one group if they {', or '.join(causes)}"
    )
