"""Predictions that were made elsewhere, as rows of a comparison.

`images.prediction_files` says which CSV files are read.
"""

from pathlib import Path

import numpy as np
import pandas as pd

from galaxybench.evaluation.predictions_table import COLUMNS
from galaxybench.images.prediction_files import (
    LAYOUTS,
    columns,
    read_texts,
    row_name,
    shown,
    whole,
)

SUM_TOLERANCE = 1e-3
"""How far the probabilities of an image may be from summing to 1: files round them."""


def read_predictions(
    file: Path,
    labels: np.ndarray,
    source_index: np.ndarray | None,
    classes: list[str],
    true: str | None = None,
) -> pd.DataFrame:
    """Read a CSV file of predictions and check them against the test images.

    Without a column of predicted classes, the class of the highest probability counts;
    of equal ones, the first.

    Args:
        file: the file.
        labels: (n,) int, the true classes of the test images.
        source_index: (n,) int, their rows in the data source; None if not known.
        classes: class names.
        true: name of the column of true classes, if the file has it; otherwise it is
            `test` or `label`.

    Returns:
        A table as in predictions.csv; without p0, p1 … where the file has none.

    Raises:
        FileNotFoundError: if there is no such file.
        ValueError: if the file has another layout, impossible values, other labels than
            the test images, or a predicted class that is not that of the highest
            probability; it names the first row that is wrong.
    """
    cure = "correct `file` in the experiment's `predictions`, or put the file there"
    raw = read_texts(file, cure)
    found = columns(file, raw, true if true in raw.columns else None)
    if not found.shares and not found.predicted:
        raise ValueError(
            f"{file}: got the columns {shown(raw.columns)}, allowed: {LAYOUTS}"
        )
    index = np.arange(len(labels))
    known = {"label": labels, "index": index}
    known |= {} if source_index is None else {"source_index": source_index}
    for column, expected in known.items():
        name = found.true if column == "label" else column
        if name in raw:
            below = len(classes) if column == "label" else None
            got = whole(file, raw, name, below)
            _compare(file, column, got, expected, classes, _order(raw, source_index))
    shares = _probabilities(file, raw, found.shares, len(classes))
    if found.predicted:
        predicted = whole(file, raw, found.predicted, len(classes))
    else:
        predicted = shares.to_numpy().argmax(axis=1)
    if len(shares.columns):
        _refuse_contradiction(file, predicted, shares.to_numpy())
    rows = index if source_index is None else source_index
    about = {"index": index, "source_index": rows, "label": labels}
    return pd.DataFrame(about | {"predicted": predicted})[COLUMNS].join(shares)


def _compare(
    file: Path,
    column: str,
    found: np.ndarray,
    expected: np.ndarray,
    classes: list[str],
    order: str,
) -> None:
    """Raise at the first row of a column that differs from the test images.

    `order` is the end of the message, as returned by `_order`.
    """
    common = min(len(found), len(expected))
    differs = np.flatnonzero(found[:common] != expected[:common])
    if not differs.size and len(found) == len(expected):
        return
    row = int(differs[0]) if differs.size else common

    def value(values: np.ndarray) -> str:
        if row >= len(values):
            return "no row"
        name = f" ({classes[values[row]]})" if column == "label" else ""
        return f"{column} {values[row]}{name}"

    raise ValueError(
        f"{file}: {len(found)} rows for {len(expected)} test images; {row_name(row)} "
        f"is the first that differs: it has {value(found)}, the test images have "
        f"{value(expected)}. {order}"
    )


def _order(raw: pd.DataFrame, source_index: np.ndarray | None) -> str:
    """Say what a file that differs must hold, and whether only its order is wrong."""
    if source_index is not None and "source_index" in raw:
        given = pd.to_numeric(raw["source_index"], errors="coerce").to_numpy(float)
        if np.array_equal(np.sort(given), np.sort(source_index)):
            return (
                "The rows are in another order: the file has every source_index of the "
                "test images. Sort it as they are"
            )
    return (
        "The file must hold the same images in the same order, their classes numbered "
        "alike"
    )


def _probabilities(
    file: Path, raw: pd.DataFrame, names: list[str], classes: int
) -> pd.DataFrame:
    """Read the probabilities, n rows of a column per class, or of none."""
    if not names:
        return pd.DataFrame(index=raw.index)
    expected = [f"p{number}" for number in range(classes)]
    if sorted(names, key=_number) != expected:
        raise ValueError(
            f"{file}: got the probabilities {shown(names)}, allowed: none, or p0 to "
            f"p{classes - 1}, one per class"
        )
    numbers = raw[expected].apply(pd.to_numeric, errors="coerce")
    values = numbers.to_numpy(float)
    right = ((values >= 0) & (values <= 1)).all(axis=1)  # False for NaN
    right &= np.abs(values.sum(axis=1) - 1) <= SUM_TOLERANCE
    if not right.all():
        row = int(np.flatnonzero(~right)[0])
        raise ValueError(
            f"{file}: {row_name(row)}: got the probabilities "
            f"{shown(raw[expected].iloc[row])}, allowed: numbers from 0 to 1 that add "
            "up to 1"
        )
    return numbers


def _number(name: str) -> int:
    return int(name[1:])


def _refuse_contradiction(file: Path, predicted: np.ndarray, p: np.ndarray) -> None:
    """Raise at the first predicted class that another one surpasses."""
    own = p[np.arange(len(p)), predicted]
    wrong = np.flatnonzero(own < p.max(axis=1))
    if not wrong.size:
        return
    row = int(wrong[0])
    highest = int(p[row].argmax())
    raise ValueError(
        f"{file}: {row_name(row)}: got the predicted class {predicted[row]} with the "
        f"probability {own[row]:g}, but class {highest} has {p[row, highest]:g} "
        f"({wrong.size:,} such rows), allowed: the class of the highest probability. "
        "Correct the predicted classes, or leave out one of the two"
    )
