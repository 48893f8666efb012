"""Predictions that were made elsewhere, as rows of a comparison.

A CSV file may have one of two layouts: the predicted and the true class number,
`predict` and `test`, optionally after a column of row numbers; or that of the project's
own predictions.csv, with or without probabilities.
"""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd

from galaxybench.evaluation.predictions_table import COLUMNS
from galaxybench.files import refuse_pointer

LAYOUTS = (
    "`predict,test` (class numbers; a column of row numbers may come first), or "
    f"`{','.join(COLUMNS)}`, optionally with a probability per class, `p0,p1,…`"
)
SHOWN_LENGTH = 500
SUM_TOLERANCE = 1e-3
"""How far the probabilities of an image may be from summing to 1: files round them."""


def read_predictions(
    file: Path, labels: np.ndarray, source_index: np.ndarray, classes: list[str]
) -> pd.DataFrame:
    """Read a CSV file of predictions and check them against the test images.

    `labels`, the true classes of the test images, and `source_index`, their rows in the
    data source, are (n,) int.

    Returns:
        A table as in predictions.csv; without p0, p1 … where the file has none.

    Raises:
        FileNotFoundError: if there is no such file.
        ValueError: if the file has another layout, impossible values, or other labels
            than the test images; it names the first row that is wrong.
    """
    raw = _read(file)
    index = np.arange(len(labels))
    known = {"label": labels, "source_index": source_index, "index": index}
    if len(raw.columns) in (2, 3) and {*raw.columns[-2:]} == {"predict", "test"}:
        names, shares = {"label": "test", "predicted": "predict"}, []
    elif list(raw.columns[:4]) == COLUMNS:
        names, shares = {column: column for column in COLUMNS}, list(raw.columns[4:])
    else:
        raise ValueError(
            f"{file}: got the columns {_shown(raw.columns)}, allowed: {LAYOUTS}"
        )
    found = {}
    for column, name in names.items():
        below = len(classes) if column in ("label", "predicted") else None
        found[column] = _whole(file, raw, name, below)
    for column in [column for column in known if column in found]:
        _compare(file, column, found[column], known[column], classes)
    if shares and shares != [f"p{number}" for number in range(len(classes))]:
        raise ValueError(
            f"{file}: got the columns {_shown(shares)} after `predicted`, allowed: "
            f"none, or p0 to p{len(classes) - 1}, one per class"
        )
    table = pd.DataFrame(known | {"predicted": found["predicted"]})[COLUMNS]
    return table.join(_probabilities(file, raw[shares])) if shares else table


def _read(file: Path) -> pd.DataFrame:
    """Read every value as text, so that an error can quote a wrong one."""
    if not file.is_file():
        raise FileNotFoundError(
            f"{file}: no such file (relative to {Path.cwd()}): correct `file` in the "
            "experiment's `predictions`, or put the file there"
        )
    refuse_pointer(file)
    try:
        raw = pd.read_csv(file, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    # pandas also unpacks .gz, .zip, .xz ...: each has errors of its own.
    except Exception as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise ValueError(
            f"{file}: is not a CSV file with a heading: {reason}. Save it again as "
            "comma-separated text in UTF-8, or copy it again if it was cut off"
        ) from error
    # Row numbers may lack a heading; pandas then makes them its index.
    if raw.index.nlevels > 1:
        raise ValueError(
            f"{file}: rows have {raw.index.nlevels} more values than the heading, "
            f"allowed: {LAYOUTS}"
        )
    return raw.reset_index(drop=True).rename(columns=str.strip)


def _whole(
    file: Path, raw: pd.DataFrame, column: str, below: int | None = None
) -> np.ndarray:
    """Read a column of whole numbers from 0, written as 3 or 3.0; (n,) int64."""
    values = pd.to_numeric(raw[column], errors="coerce").to_numpy(float)
    right = (values >= 0) & (values == np.floor(values))  # False for NaN
    right &= values < (np.inf if below is None else below)
    if not right.all():
        row = int(np.flatnonzero(~right)[0])
        limit = "whole numbers from 0"
        limit += "" if below is None else f" to {below - 1}, the number of a class"
        raise ValueError(
            f"{file}: {_row(row)}: got {column} {raw[column][row]!r}, allowed: {limit}"
        )
    return values.astype(np.int64)


def _compare(
    file: Path, column: str, found: np.ndarray, expected: np.ndarray, classes: list[str]
) -> None:
    """Raise at the first row of a column that differs from the test images."""
    common = min(len(found), len(expected))
    differs = np.flatnonzero(found[:common] != expected[:common])
    if not differs.size and len(found) == len(expected):
        return
    row = int(differs[0]) if differs.size else common

    def shown(values: np.ndarray) -> str:
        if row >= len(values):
            return "no row"
        name = f" ({classes[values[row]]})" if column == "label" else ""
        return f"{column} {values[row]}{name}"

    raise ValueError(
        f"{file}: {len(found)} rows for {len(expected)} test images; {_row(row)} is "
        f"the first that differs: it has {shown(found)}, the test images have "
        f"{shown(expected)}. The file must hold the same images in the same order, "
        "their classes numbered alike"
    )


def _probabilities(file: Path, raw: pd.DataFrame) -> pd.DataFrame:
    numbers = raw.apply(pd.to_numeric, errors="coerce")
    values = numbers.to_numpy(float)
    right = ((values >= 0) & (values <= 1)).all(axis=1)  # False for NaN
    right &= np.abs(values.sum(axis=1) - 1) <= SUM_TOLERANCE
    if not right.all():
        row = int(np.flatnonzero(~right)[0])
        raise ValueError(
            f"{file}: {_row(row)}: got the probabilities {_shown(raw.iloc[row])}, "
            "allowed: numbers from 0 to 1 that add up to 1"
        )
    return numbers


def _shown(values: Iterable[str]) -> str:
    """List texts of the file; control characters, such as NUL, are spelt out."""
    return ", ".join(repr(str(value))[1:-1] for value in values)[:SHOWN_LENGTH]


def _row(row: int) -> str:
    return f"row {row} (line {row + 2})"
