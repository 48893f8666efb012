"""What the columns of an imported catalogue hold."""

from typing import Any

import numpy as np
from astropy.table import Column, Table

COMMON = 3
"""Most frequent values of a column of text that are named."""
KINDS = {
    "b": "yes or no",
    "i": "whole numbers",
    "u": "whole numbers",
    "f": "numbers",
    "U": "text",
    "S": "text",
}
"""Kind of a NumPy type -> its words."""


def survey_columns(catalog: Table) -> list[dict[str, Any]]:
    """Describe every column of a catalogue of n rows.

    Returns:
        `name`; `kind` in words; `missing`, the number of rows with NaN, an empty text
        or a masked value; `different`, the number of other values, each counted once;
        `range`, the least and the largest number, or None; and `common`, the most
        frequent texts with their numbers, none where every text is there once.
    """
    return [_column(name, catalog[name]) for name in catalog.colnames]


def _column(name: str, column: Column) -> dict[str, Any]:
    masked = np.ma.getmaskarray(np.ma.asarray(column))
    values = np.asarray(column)
    if values.ndim > 1:
        shape = " × ".join(map(str, values.shape[1:]))
        kind = f"arrays of {shape} {KINDS.get(values.dtype.kind, 'values')}"
        missing = int(masked.reshape(len(values), -1).all(axis=1).sum())
        return _row(name, kind, missing=missing)
    if values.dtype.kind not in KINDS:
        values = values.astype(str)
    if values.dtype.kind == "S":
        values = np.char.decode(values, "utf-8", "replace")
    kind = values.dtype.kind
    if kind == "f":
        masked = masked | np.isnan(values)
    elif kind == "U":
        masked = masked | (np.char.strip(values) == "")
    known, counts = np.unique(values[~masked], return_counts=True)
    found = {"missing": int(masked.sum()), "different": len(known)}
    if kind in "iuf" and len(known):
        found["range"] = known[0].item(), known[-1].item()
    if kind in "Ub" and len(known) and counts.max() > 1:
        order = np.argsort(-counts, kind="stable")[:COMMON]
        found["common"] = [(str(known[n]), int(counts[n])) for n in order]
    return _row(name, KINDS[kind], **found)


def _row(name: str, kind: str, **found: object) -> dict[str, Any]:
    nothing = {"missing": 0, "different": None, "range": None, "common": []}
    return {"name": name, "kind": kind} | nothing | found
