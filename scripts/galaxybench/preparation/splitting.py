"""Write the three parts of a data set, and prove on the files that nothing leaks."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from hashlib import sha256
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

from galaxybench.files import replacing, write_json
from galaxybench.images.fits import (
    content_hashes,
    open_cube,
    read_catalog,
    read_classes,
    read_labels,
    read_provenance,
    write_cube,
)
from galaxybench.preparation import assignment
from galaxybench.preparation.grouping import groups_of

PARTS = assignment.PARTS
BATCH_BYTES = 2**24  # memory of one batch of images


class LeakError(Exception):
    """The same image or group is in two parts."""


def split_dataset(
    images: Path,
    split: Mapping[str, Any],
    outputs: Mapping[str, Path],
    summary: Path,
) -> None:
    """Divide an imported data set into train, valid and test files.

    Args:
        images: the data set, written by `write_cube`.
        split: the arguments of `splits.assign`, and `group_radius_arcsec`.
        outputs: where train, valid and test go.
        summary: the JSON file of counts, options, checksums and the leak report.

    Raises:
        LeakError: the written parts share an image or a group; none is kept.
    """
    options = dict(split)
    radius = options.pop("group_radius_arcsec", 60.0)
    cube, labels, catalog = open_cube(images), read_labels(images), read_catalog(images)
    provenance = read_provenance(images)
    groups = groups_of(catalog, radius)
    catalog["split_group"] = groups
    parts = assignment.assign(
        labels, groups, catalog, classes=read_classes(images), **options
    )
    rows = {part: getattr(parts, part) for part in PARTS}
    with ExitStack() as stack:
        partial = {
            part: stack.enter_context(replacing(outputs[part])) for part in PARTS
        }
        for part, path in partial.items():
            write_cube(
                path,
                batches(cube, rows[part]),
                (len(rows[part]), *cube.shape[1:]),
                parts.labels[rows[part]],
                catalog[rows[part]],
                parts.classes,
                provenance | _header(part, options),
            )
        leaks = leak_report(partial)
        if any(leaks.values()):
            raise LeakError(
                f"{images}: the parts share {leaks['shared_groups']} groups and "
                f"{leaks['shared_images']} images; no part was kept. This is an error "
                "of the splitting code, not of the data: please report it"
            )
    write_json(
        summary,
        {
            "method": options["method"],
            "options": dict(sorted(split.items())),
            "seed": options["seed"],
            "classes": parts.classes,
            "images": {part: len(rows[part]) for part in PARTS},
            "counts": {
                part: _counts(parts.labels[rows[part]], parts.classes) for part in PARTS
            },
            "groups": int(groups.max()) + 1,
            "largest_group": int(np.bincount(groups).max()),
            "dropped": parts.notes,
            "rows_sha256": {
                part: sha256(rows[part].astype("<i8").tobytes()).hexdigest()
                for part in PARTS
            },
            "leak_report": leaks,
            "provenance": provenance,
        },
    )


def batches(cube: np.ndarray, rows: np.ndarray) -> Iterator[np.ndarray]:
    """Copy rows of images piece by piece: (m, height, width, channels) uint8."""
    size = max(1, BATCH_BYTES // int(np.prod(cube.shape[1:])))
    for start in range(0, len(rows), size):
        yield cube[rows[start : start + size]]


def leak_report(parts: Mapping[str, Path]) -> dict[str, int]:
    """Count the groups and the images that lie in more than one of the files.

    Images are compared by the pixels in the files, not by what their catalogs claim.
    """
    groups, images = [], []
    for path in parts.values():
        cube = open_cube(path)
        groups.append(set(read_catalog(path)["split_group"].tolist()))
        pieces = batches(cube, np.arange(len(cube)))
        images.append({digest for piece in pieces for digest in content_hashes(piece)})
    return {"shared_groups": _shared(groups), "shared_images": _shared(images)}


def _shared(sets: list[set]) -> int:
    return len(set().union(*(one & other for one, other in combinations(sets, 2))))


def _header(part: str, options: Mapping[str, Any]) -> dict[str, str | int | float]:
    """Header cards that say how the part was made."""
    cards = {f"split_{key}": options.get(key) for key in ("method", "seed", "fold")}
    return {"split_part": part} | {k: v for k, v in cards.items() if v is not None}


def _counts(labels: np.ndarray, classes: list[str]) -> dict[str, int]:
    counts = np.bincount(labels, minlength=len(classes))
    return dict(zip(classes, counts.tolist(), strict=True))
