"""Slices of the test images: those with like values in a column of the catalogue.

A column of numbers is cut at edges, at its quartiles where no edges are given; one of
text, of true and false or of few numbers has a slice per value. Images without a value
are a slice of their own.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from astropy.table import Table

from galaxybench.config.check_slices import INTERNAL
from galaxybench.config.class_names import listed

FEW = 20
"""Values of a text that fewer images have are put together; slices of fewer groups of
images are not tested."""
MOST = 12
"""Most slices of a column of text."""
SINGLE = 4
"""A column with at most so many different numbers has a slice for each."""
POSITIONAL = 1e-4, 1e7
"""Numbers between them are written without an exponent."""


@dataclass(frozen=True)
class Slice:
    """Some of the test images.

    Attributes:
        column: of the catalogue.
        name: what its images have in common, such as "0.05 ≤ z < 0.1".
        members: (n,) bool.
    """

    column: str
    name: str
    members: np.ndarray


def slices(catalog: Table, wanted: Sequence[Mapping[str, Any]]) -> list[Slice]:
    """Divide the test images by each of the columns that are `wanted`.

    Args:
        catalog: n rows.
        wanted: per column, `column` (its name) and `edges` (numbers in ascending order,
            or None).

    Raises:
        ValueError: the catalogue lacks a column, or it does not divide the images.
    """
    found = []
    for each in wanted:
        column, edges = each["column"], each["edges"]
        if column not in catalog.colnames or column in INTERNAL:
            known = [name for name in catalog.colnames if name not in INTERNAL]
            raise ValueError(
                f"slices: no column {column!r} in the catalogue of the images, it has: "
                f"{listed(known) or 'none'}"
            )
        found += _by_column(column, np.asarray(catalog[column]), edges)
    return found


def _by_column(
    column: str, values: np.ndarray, edges: Sequence[float] | None
) -> list[Slice]:
    if values.ndim != 1:
        raise ValueError(
            f"slices: the column {column!r} has the shape {values.shape}, needed: one "
            "value per image"
        )
    text = values.dtype.kind not in "biuf"
    if text:
        values = np.char.strip(values.astype(str))
        known = values != ""
    else:
        known = np.isfinite(values.astype(float))
    different = np.unique(values[known])
    if not len(different):
        raise ValueError(f"slices: no test image has a value in the column {column!r}")
    if len(different) == 1 and known.all():
        raise ValueError(
            f"slices: all test images have the value {different[0].item()!r} in the "
            f"column {column!r}: there is nothing to compare"
        )
    if text and edges is not None:
        raise ValueError(
            f"slices: the column {column!r} is text, which has no edges: remove them"
        )
    if text:
        parts = _categories(column, values, known)
    elif edges is None and (values.dtype == bool or len(different) <= SINGLE):
        parts = ((f"{column} = {_written(v)}", values == v) for v in different)
    else:
        numbers = values.astype(float)
        edges = _quartiles(values[known]) if edges is None else edges
        parts = _between(column, numbers, known, edges)
    found = [Slice(column, name, members & known) for name, members in parts]
    if not known.all():
        found.append(Slice(column, f"{column} unknown", ~known))
    return found


def _categories(
    column: str, values: np.ndarray, known: np.ndarray
) -> Iterator[tuple[str, np.ndarray]]:
    names, counts = np.unique(values[known], return_counts=True)
    if counts.max() == 1:
        raise ValueError(
            f"slices: every image has another text in the column {column!r}, as in a "
            "column of names: choose a column that images have in common"
        )
    if counts.max() < FEW:
        raise ValueError(
            f"slices: no text in the column {column!r} is shared by {FEW} test images; "
            f"the commonest, {names[counts.argmax()].item()!r}, has {counts.max()}"
        )
    order = np.argsort(-counts, kind="stable")
    common = order[counts[order] >= FEW]
    if len(common) < len(names):
        common = common[: MOST - 1]
    elif len(common) > MOST:
        common = common[: MOST - 1]
    for name in names[common]:
        yield f"{column} = {name}", values == name
    rare = len(names) - len(common)
    if rare:
        what = f"{rare} other values" if rare > 1 else "another value"
        yield f"{column}: {what}", ~np.isin(values, names[common])


def _quartiles(values: np.ndarray) -> list[float]:
    """Return rounded quartiles that leave values on both sides, ascending.

    Rounded, so that an edge is the number that its slice is named after.
    """
    quartiles = np.quantile(values.astype(float), (0.25, 0.5, 0.75))
    if values.dtype.kind in "iu":
        rounded = np.ceil(quartiles)
    else:
        low, high = np.quantile(values, (0.05, 0.95))
        spread = float(high - low) or float(values.max() - values.min())
        rounded = np.round(quartiles, 2 - math.floor(math.log10(spread)))
    inside = (rounded > values.min()) & (rounded <= values.max())
    edges = np.unique(rounded[inside])
    # Whole numbers may leave a slice between two edges without images.
    used = np.searchsorted(edges, values, "right")
    edges = edges[np.isin(np.arange(1, len(edges) + 1), used)]
    # More than three quarters have the lowest value.
    return edges.tolist() or [float(np.unique(values)[1])]


def _between(
    column: str, values: np.ndarray, known: np.ndarray, edges: Sequence[float]
) -> Iterator[tuple[str, np.ndarray]]:
    number = np.searchsorted(np.asarray(edges), np.where(known, values, 0), "right")
    texts = [*map(_written, edges)]
    yield f"{column} < {texts[0]}", number == 0
    for n, (low, high) in enumerate(zip(texts, texts[1:], strict=False), 1):
        yield f"{low} ≤ {column} < {high}", number == n
    yield f"{column} ≥ {texts[-1]}", number == len(edges)


def _written(value: float | bool) -> str:
    value = value.item() if isinstance(value, np.generic) else value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value == 0 or POSITIONAL[0] <= abs(value) < POSITIONAL[1]:
        return np.format_float_positional(float(value), trim="-")
    return f"{value:.15g}"
