"""Votes in the catalog of an image file: the share of each class, and their number.

The columns are `vote_share_0` to `vote_share_{k-1}`, in the order of the classes, whose
sum is 1, and `vote_count`, where the number of votes is known. They count if the
provenance has the key `votes`: other sources may have columns of these names.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from astropy.table import Table

KEY = "votes"
"""Of the provenance of images with votes."""
SHARE, COUNT = "vote_share_", "vote_count"
EQUAL = 1e-9
"""Shares that differ by less are equal."""


def reserved(name: str) -> bool:
    """Whether a table has no room for a column of this name beside its votes."""
    return name.lower().startswith(SHARE) or name.lower() == COUNT


def put(catalog: Table, shares: np.ndarray, counts: np.ndarray | None) -> None:
    """Set the columns of a catalog of n rows.

    Args:
        catalog: gets the columns, in place of those that it has.
        shares: (n, k) float64, with the sum 1 in every row.
        counts: (n,) numbers of votes; None if they are not known.
    """
    catalog.remove_columns([name for name in catalog.colnames if reserved(name)])
    for label, values in enumerate(shares.T):
        catalog[f"{SHARE}{label}"] = values.astype(np.float64)
    if counts is not None:
        catalog[COUNT] = counts.astype(np.float64)


def shares_of(catalog: Table, provenance: Mapping[str, str]) -> np.ndarray | None:
    """Return the shares (n, k) float64 of a catalog of n rows; None without votes."""
    if KEY not in provenance:
        return None
    names = [name for name in catalog.colnames if name.startswith(SHARE)]
    ordered = [f"{SHARE}{label}" for label in range(len(names))]
    return np.stack([np.asarray(catalog[name], float) for name in ordered], axis=1)


def counts_of(catalog: Table, provenance: Mapping[str, str]) -> np.ndarray | None:
    """Return the numbers of votes (n,) float64; None where they are not known."""
    if KEY not in provenance or COUNT not in catalog.colnames:
        return None
    return np.asarray(catalog[COUNT], float)


def majority(shares: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Find the class with the largest share of each row of (n, k).

    Returns:
        The labels (n,) int64, and whether another class has as large a share (n,) bool.
    """
    largest = shares.max(axis=1, keepdims=True)
    tied = (shares > largest - EQUAL).sum(axis=1) > 1
    return shares.argmax(axis=1).astype(np.int64), tied


def regrouped(
    shares: np.ndarray, counts: np.ndarray | None, groups: Sequence[Sequence[int]]
) -> tuple[np.ndarray, np.ndarray, np.ndarray | None, np.ndarray]:
    """Unite classes, and drop those of no group.

    The votes of a group are added up. A row has the label of the group with the largest
    share. It has none, -1, where a dropped class has a larger one, or as large a one as
    the group. The votes that are left count as all.

    Args:
        shares: (n, k).
        counts: (n,) numbers of votes, or None.
        groups: the old classes of each of the g new ones.

    Returns:
        The labels (n,) int64; shares (n, g), of meaning where there is a label; numbers
        of votes (n,) or None; and whether the row has no label only because its largest
        share is that of several groups (n,) bool.
    """
    kept = np.stack([shares[:, list(group)].sum(axis=1) for group in groups], axis=1)
    chosen = {index for group in groups for index in group}
    rest = [index for index in range(shares.shape[1]) if index not in chosen]
    labels, tied = majority(np.concatenate([kept, shares[:, rest]], axis=1))
    ours = labels < len(groups)
    labels = np.where(ours & ~tied, labels, -1)
    left = kept.sum(axis=1)
    kept = kept / np.where(left > 0, left, 1)[:, None]
    return labels, kept, None if counts is None else counts * left, ours & tied


def regrouped_catalog(
    catalog: Table, provenance: Mapping[str, str], groups: Sequence[Sequence[int]]
) -> tuple[Table, np.ndarray | None, np.ndarray | None]:
    """Return a catalog with `regrouped` votes, and their labels and ties.

    Without votes, it is the same catalog, and there are neither labels nor ties.
    """
    shares = shares_of(catalog, provenance)
    if shares is None:
        return catalog, None, None
    counts = counts_of(catalog, provenance)
    labels, shares, counts, tied = regrouped(shares, counts, groups)
    catalog = catalog.copy()
    put(catalog, shares, counts)
    return catalog, labels, tied
