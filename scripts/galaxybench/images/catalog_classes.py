"""The classes of the rows of a table: labels as they are, mapped, or by conditions."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

import numpy as np

from galaxybench.config.class_names import listed
from galaxybench.config.conditions import parse
from galaxybench.images.tables import ImageTable

NONE, MISSING = -1, -2
"""In place of a class number: no class fits, and no label is known."""
SHOWN = 5
"""Values that a message lists."""
COMPARE = "compare a column of numbers, or list values of `label`"


@dataclass(frozen=True)
class RowClasses:
    """The class of every row.

    Attributes:
        names: the class names.
        labels: (n,) int64, indices into `names`, NONE or MISSING.
        unfit: what fits no class, for messages.
        without: what a row lacks that is MISSING.
        shares: (n, k) float64, the share of votes of each class; None without votes.
        counts: (n,) float64, the numbers of votes; None where they are not known.
        notes: what the user should know.
    """

    names: list[str]
    labels: np.ndarray
    unfit: str = ""
    without: str = "without a label"
    shares: np.ndarray | None = None
    counts: np.ndarray | None = None
    notes: list[str] = field(default_factory=list)


def own_labels(table: ImageTable, column: str) -> RowClasses:
    """Take every value of a column for a class, sorted; names where the table has any.

    Raises:
        ValueError: the values are no labels, or are all the same.
    """
    values = _labels(table, column)
    missing = np.ma.getmaskarray(values)
    if names := table.classes.get(column):
        return _numbered(table, column, values, names)
    found, numbers = np.unique(values.compressed(), return_inverse=True)
    if len(found) < 2:
        raise ValueError(
            f"label: all rows of {table.place} have the {column} "
            f"{found[0] if len(found) else '(nothing)'}, needed: two classes or more"
        )
    if len(found) == len(numbers) > SHOWN:
        raise ValueError(
            f"label: every row of {table.place} has another {column}, so that every "
            "class would have one image: name the column of the classes, or map its "
            "values with `classes`"
        )
    labels = np.full(table.rows, MISSING, np.int64)
    labels[~missing] = numbers
    return RowClasses([str(each) for each in found], labels)


def given_classes(
    table: ImageTable, column: str | None, classes: Mapping[str, list | str]
) -> RowClasses:
    """Map the values of a column, or conditions on columns, to classes.

    Args:
        table: the table.
        column: that of the values; None if there are conditions alone.
        classes: class -> its values and patterns (`*`, `?`, `[…]`, capital letters
            count), or a condition.

    Returns:
        The classes in alphabetical order. A row is MISSING if it lacks the label, or
        lacks numbers on which every condition depends that might hold.

    Raises:
        ValueError: a row fits two classes, or a class has no row.
    """
    names = sorted(classes)
    values = {
        name: members for name, members in classes.items() if isinstance(members, list)
    }
    known, unknown = {}, np.zeros(table.rows, bool)
    unlabelled = np.zeros(table.rows, bool)
    texts, kinds = np.zeros(table.rows, int), np.array([""])
    if values and column is not None:
        labels = _labels(table, column)
        unlabelled = np.ma.getmaskarray(labels)
        kinds, texts = np.unique(labels.data.astype(str), return_inverse=True)
    fits = np.zeros((len(names), table.rows), bool)
    for row, name in enumerate(names):
        if name in values:
            fitting = [_fits(kind, values[name]) for kind in kinds]
            fits[row] = np.array(fitting)[texts] & ~unlabelled
            continue
        condition = parse(classes[name])
        for each in condition.columns:
            known.setdefault(each, numbers(table, f"classes.{name}", each, COMPARE))
        holds, fails = condition.ask(known)
        fits[row] = holds
        unknown |= ~(holds | fails)
    _check_once(table, names, fits, column if values else None)
    labels = np.where(unknown | unlabelled, MISSING, NONE)
    labels = np.where(fits.any(axis=0), fits.argmax(axis=0), labels).astype(np.int64)
    unfit = ""
    if values and column is not None and (labels == NONE).any():
        counts = Counter(kinds[texts[labels == NONE]].tolist()).most_common()
        unfit = listed([f"{kind!r} ({n:,})" for kind, n in counts], 2 * SHOWN)
        unfit = f"the {column} {unfit}"
    return RowClasses(names, labels, unfit)


def _numbered(
    table: ImageTable, column: str, values: np.ma.MaskedArray, names: list[str]
) -> RowClasses:
    """Take whole numbers for indices into the names that the file gives."""
    missing = np.ma.getmaskarray(values) | (values.data == -1)  # as Hugging Face has it
    wrong = ~missing & ((values.data < 0) | (values.data >= len(names)))
    if values.dtype.kind not in "iu" or wrong.any():
        row = int(np.flatnonzero(wrong)[0]) if wrong.any() else 0
        raise ValueError(
            f"label: {table.place}: {table.named(row)}: got {column} "
            f"{values.data[row]}, allowed: 0 to {len(names) - 1}, since the file names "
            f"{len(names)} classes: {listed(names)}"
        )
    return RowClasses(names, np.where(missing, MISSING, values.data).astype(np.int64))


def _labels(table: ImageTable, column: str) -> np.ma.MaskedArray:
    """Return a column of labels; whole numbers that are stored as floats become whole.

    Raises:
        ValueError: the column has numbers that are not whole.
    """
    values = table.columns[column]
    if values.dtype.kind != "f":
        return values
    missing = np.ma.getmaskarray(values)
    wrong = ~missing & (values.data != np.floor(values.data))
    wrong |= ~missing & (np.abs(values.data) > 2**53)
    if wrong.any():
        row = int(np.flatnonzero(wrong)[0])
        raise ValueError(
            f"label: {table.place}: {table.named(row)}: got {column} "
            f"{values.data[row]:g} (and {int(wrong.sum()) - 1:,} more that are not "
            "whole numbers), allowed: words, codes or whole numbers. For classes from "
            f'fractions write conditions, such as `classes: {{high: "{column} > 0.8", '
            f'low: "{column} < 0.2"}}`'
        )
    whole = np.where(missing, 0, values.data).astype(np.int64)
    return np.ma.array(whole, mask=missing)


def numbers(table: ImageTable, key: str, column: str, cure: str) -> np.ndarray:
    """Return a column of numbers (n,), NaN where one is missing.

    Args:
        table: the table.
        key: the option that names the column.
        column: its name.
        cure: what to do if it has no numbers.

    Raises:
        ValueError: it has none.
    """
    values = table.columns[column]
    if values.dtype.kind not in "iuf":
        missing = np.ma.getmaskarray(values)
        row = int(np.flatnonzero(~missing)[0]) if not missing.all() else 0
        raise ValueError(
            f"{key}: {table.place}: the column {column!r} has no numbers, "
            f"{table.named(row)} has {values.data[row].item()!r}: {cure}"
        )
    if np.ma.getmaskarray(values).any():
        return values.astype(np.float64).filled(np.nan)
    return values.data


def _fits(kind: str, members: list) -> bool:
    texts = map(str, members)
    return any(kind == text or fnmatchcase(kind, text) for text in texts)


def _check_once(
    table: ImageTable, names: list[str], fits: np.ndarray, column: str | None
) -> None:
    twice = np.flatnonzero(fits.sum(axis=0) > 1)
    if len(twice):
        row = int(twice[0])
        first, second = [names[n] for n in np.flatnonzero(fits[:, row])[:2]]
        has = (
            f" has the {column} {table.columns[column].data[row]!s} and"
            if column
            else ""
        )
        raise ValueError(
            f"classes: {table.place}: {table.named(row)}{has} fits the classes "
            f"{first!r} and {second!r} (so do {len(twice) - 1:,} more rows): change "
            "one of them so that every row fits one class"
        )
    for name, fitting in zip(names, fits, strict=True):
        if not fitting.any():
            raise ValueError(
                f"classes.{name}: no row of {table.place} fits it: correct it, or "
                "remove the class"
            )
