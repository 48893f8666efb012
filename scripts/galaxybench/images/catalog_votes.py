"""The classes of the rows of a table from columns of votes: the largest share decides.

Columns have fractions of the votes, or numbers of votes. Which of the two is never
guessed from the values.
"""

from collections.abc import Mapping

import numpy as np

from galaxybench.config.class_names import listed
from galaxybench.images.catalog_classes import MISSING, NONE, RowClasses, numbers
from galaxybench.images.tables import ImageTable
from galaxybench.images.vote_columns import majority

ROUNDING = 0.01
"""By which the sum of the fractions of a row may differ from 1."""
WITHOUT = "without votes"
TIED = "equal votes for several classes"
PERCENT = 100


def vote_classes(
    table: ImageTable, votes: Mapping[str, str], weight: str | None, counts: bool
) -> RowClasses:
    """Take the class with most votes for the class of a row, and keep the shares.

    Args:
        table: the table.
        votes: class -> its column.
        weight: the column of the numbers of votes; None if there is none.
        counts: whether the columns have numbers of votes, not fractions.

    Returns:
        The classes in alphabetical order. A row is MISSING if a number is missing or it
        has no votes, and of class NONE if several classes have most votes.

    Raises:
        ValueError: a column has no numbers, or those of a row are no votes.
    """
    names = sorted(votes)
    values = np.stack(
        [_votes(table, f"votes.{name}", votes[name], counts) for name in names], axis=1
    )
    sums = values.sum(axis=1)  # NaN where one is missing
    known = sums > 0
    if not counts:
        _check_sums(table, values, [votes[name] for name in names])
    numbered = sums if counts else None
    if weight is not None:
        numbered = _votes(table, "weight", weight, counts=True)
        known &= numbered > 0
    shares = np.where(known[:, None], values / np.where(known, sums, 1)[:, None], 0)
    labels, tied = majority(shares)
    labels = np.where(known, np.where(tied, NONE, labels), MISSING)
    return RowClasses(
        names,
        labels,
        unfit=TIED if (labels == NONE).any() else "",
        without=WITHOUT,
        shares=shares,
        counts=numbered,
        notes=_notes(table, sums[known]) if counts else [],
    )


def _votes(table: ImageTable, key: str, column: str, counts: bool) -> np.ndarray:
    """Return a column of votes (n,) float64, NaN where one is missing."""
    values = numbers(table, key, column, "name a column of votes").astype(np.float64)
    allowed, cure = "0 to 1", ""
    wrong = (values < 0) | (values > 1)
    if counts:
        allowed = "whole numbers from 0"
        wrong = (values < 0) | (values != np.floor(values)) & ~np.isnan(values)
        if key != "weight":
            cure = ". For fractions, leave out `counts`"
    elif (values > 1).any():
        cure = ". For numbers of votes, write `counts: true`; divide percentages by 100"
    wrong |= np.isinf(values)
    if wrong.any():
        row = int(np.flatnonzero(wrong)[0])
        raise ValueError(
            f"{key}: {table.place}: {table.named(row)}: got {column} {values[row]:g} "
            f"(and {int(wrong.sum()) - 1:,} more such rows), allowed: {allowed}{cure}"
        )
    return values


def _check_sums(table: ImageTable, values: np.ndarray, columns: list[str]) -> None:
    """Check that the fractions (n, k) of every row with votes add up to 1."""
    sums = values.sum(axis=1)
    wrong = (sums > 0) & (np.abs(sums - 1) > ROUNDING)
    if not wrong.any():
        return
    row = int(np.flatnonzero(wrong)[0])
    parts = " + ".join(f"{value:.6g}" for value in values[row])
    cure = "these are not the answers to one question"
    if sums[row] < 1:
        cure = (
            "name the column of every other answer too, and leave out its class with "
            "`keep_classes`"
        )
    raise ValueError(
        f"votes: {table.place}: {table.named(row)}: got {parts} = {sums[row]:.6g} in "
        f"{listed(columns)} (and {int(wrong.sum()) - 1:,} more rows whose sum is not "
        f"1), allowed: sums from {1 - ROUNDING} to {1 + ROUNDING}: {cure}"
    )


def _notes(table: ImageTable, sums: np.ndarray) -> list[str]:
    """Say that numbers of votes look like percentages."""
    if not len(sums) or (sums != PERCENT).any():
        return []
    return [
        f"{table.place}: every row has {PERCENT} votes. If `votes` names percentages, "
        "divide them by 100 and leave out `counts`"
    ]
