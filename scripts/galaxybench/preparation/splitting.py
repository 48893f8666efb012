"""Write the train, valid and test files of a data set, and check them for leaks.

`grouping` finds the images that must stay together and `assignment` chooses the rows of
each part. Here the parts are written, and the written files are compared.
"""

import logging
from collections.abc import Mapping
from contextlib import ExitStack
from hashlib import sha256
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
from astropy.table import Table

from galaxybench.files import replacing, write_json
from galaxybench.images import fits, vote_columns
from galaxybench.images.imageset import class_counts, read_batches
from galaxybench.preparation import assignment, split_advice
from galaxybench.preparation.assignment import PARTS, Assignment
from galaxybench.preparation.duplicates import conflicting, named_conflicts
from galaxybench.preparation.grouping import groups_of
from galaxybench.preparation.published_split import read_published

logger = logging.getLogger(__name__)

BATCH_BYTES = 2**24
"""Size of one batch of images in memory."""


class LeakError(Exception):
    """The same image or group is in two parts."""


def split_dataset(
    images: Path,
    split: Mapping[str, Any],
    outputs: Mapping[str, Path],
    summary: Path,
    file: Path | None = None,
) -> None:
    """Divide an imported data set into train, valid and test files.

    Without pixels, all images are in test, and the other two files have no rows.

    Args:
        images: the data set, written by `write_cube`.
        split: the arguments of `assignment.assign`, and `group_radius_arcsec`; for the
            method "file" also `leaks` and `content`, the sha256 of the file.
        outputs: part -> the file to write.
        summary: the JSON file to write, with counts, options, checksums, `positions`
            (whether images have places on the sky), the leak report, and the images
            that are in several classes: their number, `conflicts`, and the names of
            some, `conflicting`.
        file: the published split, for the method "file".

    Raises:
        LeakError: the written parts share an image or a group, and the split does not
            say `leaks: warn`; no file is kept.
        ValueError: the images cannot be divided in this way.
    """
    options = dict(split)
    radius = options.pop("group_radius_arcsec", 60.0)
    leaks, _ = options.pop("leaks", "error"), options.pop("content", None)
    catalog = fits.read_catalog(images)
    groups = groups_of(catalog, radius)
    catalog["split_group"] = groups
    labels, classes = fits.read_labels(images), fits.read_classes(images)
    if file is not None:
        known = fits.read_provenance(images)
        options["published"] = read_published(file, catalog, known, leaks)
    parts = assignment.test_alone(labels, classes)
    if fits.has_pixels(images):
        parts = assignment.assign(labels, groups, catalog, classes=classes, **options)
    warning = _large_group(parts, groups, catalog, options)
    cards, may_leak = _cards(options), leaks == "warn"
    found = _write_parts(images, parts, catalog, cards, outputs, may_leak)
    write_json(
        summary,
        {
            "method": options["method"],
            "options": dict(sorted(split.items())),
            "seed": options["seed"],
            "classes": parts.classes,
            **_counts(parts),
            **_groups(groups, catalog),
            "group_warning": warning,
            **_conflicts(catalog, labels, classes),
            "dropped": parts.notes,
            "leak_report": found,
            "file": None if file is None else str(file),
            "provenance": fits.read_provenance(images),
        },
    )


def _cards(options: Mapping[str, Any]) -> dict[str, str | int]:
    """Return what the headers of the files say of the split."""
    cards = {f"split_{key}": options.get(key) for key in ("method", "seed", "fold")}
    return {key: value for key, value in cards.items() if value is not None}


def _groups(groups: np.ndarray, catalog: Table) -> dict[str, int | bool]:
    """Describe the groups, and say whether positions could link images."""
    return {
        "groups": int(groups.max()) + 1,
        "positions": "ra" in catalog.colnames,
        "largest_group": int(np.bincount(groups).max()),
    }


def _counts(parts: Assignment) -> dict[str, dict]:
    """Count images and classes by part; rows have a checksum."""
    rows = parts.rows.items()
    return {
        "images": {part: len(own) for part, own in rows},
        "counts": {
            part: class_counts(parts.labels[own], parts.classes) for part, own in rows
        },
        "rows_sha256": {
            part: sha256(own.astype("<i8").tobytes()).hexdigest() for part, own in rows
        },
    }


def _conflicts(
    catalog: Table, labels: np.ndarray, classes: list[str]
) -> dict[str, Any]:
    """Count and name the images that are in several classes."""
    if "content" not in catalog.colnames:
        return {"conflicts": 0, "conflicting": []}
    contents = np.asarray(catalog["content"])
    return {
        "conflicts": int(conflicting(contents, labels).sum()),
        "conflicting": named_conflicts(contents.tolist(), labels, catalog, classes),
    }


def leak_report(parts: Mapping[str, Path]) -> dict[str, int | None]:
    """Count the groups and the images that are in more than one of the files.

    Images are compared by the pixels in the files, not by the hashes in their catalogs.
    Where there are no pixels, the number of shared images is None.
    """
    groups, images = [], []
    for path in parts.values():
        groups.append(set(fits.read_catalog(path)["split_group"].tolist()))
        if fits.has_pixels(path):
            cube = fits.open_cube(path)
            pieces = read_batches(cube, np.arange(len(cube)), BATCH_BYTES)
            images.append(set().union(*map(fits.content_hashes, pieces)))
    shared = _shared(images) if images else None
    return {"shared_groups": _shared(groups), "shared_images": shared}


def _large_group(
    parts: Assignment, groups: np.ndarray, catalog: Table, options: Mapping[str, Any]
) -> str | None:
    """Log and return a warning of a group that is larger than a whole part."""
    # Nothing was drawn.
    if "dropped_from_valid" in parts.notes or parts.notes.get("drawn_valid") is False:
        return None
    largest = int(np.bincount(groups[parts.labels >= 0]).max())
    got = {part: len(parts.rows[part]) for part in PARTS}
    images = sum(got.values()) + parts.notes["left_out_by_train_fraction"]
    test = {
        "holdout": images * (options.get("test") or 0),
        "kfold": images / (options.get("folds") or 1),
        "predefined": got["test"],
        "file": got["test"],
    }[options["method"]]
    wanted = {"valid": (images - test) * options["valid"]}
    if options["method"] in ("holdout", "kfold"):
        wanted["test"] = test
    known = catalog.colnames
    warning = split_advice.large_group(largest, images, wanted, got, known)
    if warning:
        logger.warning("%s", warning)
    return warning


def _write_parts(
    images: Path,
    parts: Assignment,
    catalog: Table,
    cards: Mapping[str, str | int],
    outputs: Mapping[str, Path],
    may_leak: bool,
) -> dict[str, int | None]:
    """Write the three files and return their leak report, or raise LeakError."""
    catalog = _with_votes_left(images, catalog, parts.classes)
    cube = fits.open_cube(images) if fits.has_pixels(images) else None
    shape = () if cube is None else cube.shape[1:]
    dtype = np.uint8 if cube is None else cube.dtype
    with ExitStack() as stack:
        partial = {p: stack.enter_context(replacing(outputs[p])) for p in PARTS}
        for part, path in partial.items():
            rows = parts.rows[part]
            fits.write_cube(
                path,
                () if cube is None else read_batches(cube, rows, BATCH_BYTES),
                (len(rows), *shape),
                parts.labels[rows],
                catalog[rows],
                parts.classes,
                fits.read_provenance(images) | {"split_part": part, **cards},
                dtype=dtype,
            )
        leaks = leak_report(partial)
        if any(leaks.values()) and not may_leak:
            raise LeakError(
                f"{images}: the parts share {leaks['shared_groups']} groups and "
                f"{leaks['shared_images']} images; no part was kept. This is an error "
                "of the splitting code, not of the data: please report it"
            )
    return leaks


def _with_votes_left(images: Path, catalog: Table, kept: list[str]) -> Table:
    """Leave the votes for dropped classes out of a catalog that has votes."""
    classes, known = fits.read_classes(images), fits.read_provenance(images)
    if kept == classes:
        return catalog
    groups = [[classes.index(name)] for name in kept]
    return vote_columns.regrouped_catalog(catalog, known, groups)[0]


def _shared(sets: list[set]) -> int:
    return len(set().union(*(one & other for one, other in combinations(sets, 2))))
