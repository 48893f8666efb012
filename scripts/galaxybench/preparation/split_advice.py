"""What to tell a user whose images cannot be divided, or only unevenly.

Pure functions of counts. Advice that is given works: no `min_class_count` is proposed
that would leave fewer than two classes.
"""

import math
from collections.abc import Mapping, Sequence

import numpy as np

from galaxybench.config.class_names import listed

LINKS = {
    "ra": "are closer on the sky than group_radius_arcsec, directly or through others",
    "group": "have an equal `group` in the catalog",
    "content": "have equal pixels",
}
"""Column of a catalog → why `grouping` keeps images together."""


def one_class(classes: Sequence[str], counts: np.ndarray) -> str:
    """Say that fewer than two classes have images; `counts` (k,) are of `classes`."""
    own = [name for name, count in zip(classes, counts, strict=True) if count]
    got = f"images of one class only, {own[0]!r} ({counts.sum()})" if own else "none"
    return (
        f"got {got}, needed: images of at least two classes. Check that path is the "
        "folder that holds one folder per class, or correct keep_classes or "
        "merge_classes"
    )


def too_few_left(wanted: int, counts: np.ndarray) -> str:
    """Say which `min_class_count` leaves two of the classes with `counts` (k,)."""
    left = int(np.sum(counts >= wanted))
    return (
        f"min_class_count: got {wanted}, which leaves {left} of {len(counts)} classes, "
        f"needed: at least 2, allowed: at most {np.sort(counts)[-2]}"
    )


def too_small(
    classes: Sequence[str],
    counts: np.ndarray,
    small: Mapping[int, tuple[int, int]],
    reason: str,
    cures: Sequence[str] = (),
) -> str:
    """Say which classes cannot be divided, why, and what helps.

    Args:
        classes: names of all classes.
        counts: (k,) images of each class in the whole data set.
        small: index of a class → its images and groups that there are to divide.
        reason: what the classes lack.
        cures: what else helps, besides more images.
    """
    words = [
        f"{classes[label]!r} has {images} images in {groups} groups"
        for label, (images, groups) in small.items()
    ]
    if len(words) == 1:
        ((label, (images, groups)),) = small.items()
        what = (
            f"class {classes[label]!r} is too small to split: it has {images} images "
        )
        what += f"in {groups} groups, and {reason}"
    else:
        what = f"{len(words)} classes are too small to split: "
        what += f"{listed(words, between='; ')}; and {reason}"
    bound = max(int(counts[label]) for label in small) + 1
    left = np.flatnonzero(counts >= bound)
    others = [
        classes[label] for label in np.flatnonzero(counts < bound) if label not in small
    ]
    cures = ["add images", *cures]
    if len(left) >= 2:
        them = "it" if len(small) == 1 else "them"
        drop = f"set min_class_count: {bound} to drop {them}"
        drop += f" (and with {them} {listed([*map(repr, others)])})" if others else ""
        cures.append(drop)
    else:
        cures.append("drop or merge classes with keep_classes or merge_classes")
    return f"{what}; {', or '.join(cures)}"


def large_group(
    largest: int,
    images: int,
    wanted: Mapping[str, float],
    got: Mapping[str, int],
    columns: Sequence[str],
) -> str | None:
    """Warn of a group that is larger than a whole part should be; None if none is.

    A single image is no group, however small the part.

    Args:
        largest: images of the largest group.
        images: images of all groups.
        wanted: part → images that it should have.
        got: part → images that it has.
        columns: those of the catalog.
    """
    part = min(wanted, key=wanted.get)
    bound = max(math.floor(wanted[part]), 1)
    if largest <= bound:
        return None
    images_wanted = f"{bound:,} image{'s' if bound > 1 else ''}"
    causes = [cause for column, cause in LINKS.items() if column in columns]
    cures = "choose a smaller group_radius_arcsec" if "ra" in columns else ""
    if "group" in columns:
        cures += " or " * bool(cures) + "check the column `group`"
    return (
        f"The largest group has {largest:,} of {images:,} images, which stay together: "
        f"more than the {images_wanted} that {part} should have. So the "
        "parts cannot have the fractions that were asked for: they have "
        + ", ".join(f"{number:,} ({part})" for part, number in got.items())
        + f". Images are in one group if they {', or '.join(causes)}"
        + (f"; {cures}." if cures else ".")
    )
