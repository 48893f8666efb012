"""The catalog columns that say which images belong together or apart, checked.

They are `ra` and `dec` (degrees; NaN where a position is unknown), `group` (whole
numbers or text; -1 or empty where an image has no group) and `part` (the data
set's own train, valid and test). Nothing is left out of them in silence: an image
without its position or group could be in train and test.
"""

import numpy as np
from astropy.table import Table

PARTS = ("train", "valid", "test")
"""What an image may have in the column `part`."""
EXACT_FLOATS = 2**53
"""Whole numbers above it are not exact as float64."""


def sky_positions(catalog: Table) -> tuple[np.ndarray, np.ndarray] | None:
    """Return `ra` and `dec`, (n,) float64 each, or None if the catalog has neither.

    Raises:
        ValueError: one of them is missing, is not numbers, or is out of range.
    """
    found = [name for name in ("ra", "dec") if name in catalog.colnames]
    if not found:
        return None
    if len(found) == 1:
        raise ValueError(
            f"the catalog has a column {found[0]!r}, but no column "
            f"{'dec' if found == ['ra'] else 'ra'!r}: a position needs both, in degrees"
        )
    return _degrees(catalog, "ra", -180, 360), _degrees(catalog, "dec", -90, 90)


def group_numbers(catalog: Table) -> np.ndarray | None:
    """Number the groups in `group` from 0, (n,) with -1 for none, or return None.

    Only -1 is no group: other negative numbers, such as hashes, are.

    Raises:
        ValueError: the groups are neither whole numbers nor text.
    """
    if "group" not in catalog.colnames:
        return None
    groups = np.asarray(catalog["group"])
    if groups.ndim == 1 and groups.dtype.kind in "iu":
        return _numbered(groups, [-1])
    if groups.ndim == 1 and groups.dtype.kind == "U":
        # Whole numbers of which one is missing are text, too.
        return _numbered(np.char.strip(groups), ["", "-1"])
    cure = "give whole numbers, or text, and -1 or an empty text for no group"
    if groups.ndim == 1 and groups.dtype.kind == "f":
        right = (np.abs(groups) <= EXACT_FLOATS) & (groups == np.floor(groups))
        if right.all():
            return _numbered(groups.astype(np.int64), [-1])
        row = int(np.flatnonzero(~right)[0])
        raise ValueError(
            f"catalog column 'group': got {groups[row]} in row {row}, which is not an "
            f"exact whole number: {cure}"
        )
    raise ValueError(
        f"catalog column 'group': got the shape {groups.shape} {groups.dtype}: {cure}"
    )


def _numbered(groups: np.ndarray, none: list[int] | list[str]) -> np.ndarray:
    """Number equal values (n,) from 0, and give -1 to those that mean no group."""
    _, numbers = np.unique(groups, return_inverse=True)
    # Not by np.isin, which makes floats of -1 and unsigned numbers.
    return np.where([group in none for group in groups.tolist()], -1, numbers)


def own_parts(catalog: Table) -> np.ndarray | None:
    """Return the part, one of `PARTS`, (n,) of every image, or None without `part`.

    Raises:
        ValueError: a value is something else.
    """
    if "part" not in catalog.colnames:
        return None
    parts = np.asarray(catalog["part"])
    wrong = np.flatnonzero(~np.isin(parts.astype(str), PARTS))
    if len(wrong):
        got = parts[wrong[0]].item()
        raise ValueError(
            f"catalog column 'part': got {got!r} in row {wrong[0]} (and "
            f"{len(wrong) - 1} more), allowed: {', '.join(PARTS)}: correct it, or "
            "rename the column if it is something else"
        )
    return parts


def _degrees(catalog: Table, column: str, low: float, high: float) -> np.ndarray:
    values = np.asarray(catalog[column])
    if values.ndim != 1 or values.dtype.kind not in "iuf":
        raise ValueError(
            f"catalog column {column!r}: got {values.dtype}, expected numbers: give "
            "positions in degrees, and NaN where the position is unknown"
        )
    values = values.astype(float)
    wrong = values[np.isfinite(values) & ((values < low) | (values > high))]
    if len(wrong):
        raise ValueError(
            f"catalog column {column!r}: got {len(wrong)} rows outside {low} to {high} "
            f"degrees, the first is {wrong[0]}: write NaN where the position is unknown"
        )
    return values
