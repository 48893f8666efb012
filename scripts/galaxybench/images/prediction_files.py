"""CSV files of predictions: true class, predicted class and probabilities per image.

A column `test` or `label` has the true class numbers, `predict` or `predicted` the
predicted ones, and `p0`, `p1` … the probability of each class. So the files of the
source studies (`predict,test`), the project's own predictions.csv, and tables of
probabilities are all read. `index` is the row of a test image in test.fits,
`source_index` its row in the data source. All other columns are about the images.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from galaxybench.files import refuse_pointer

TRUE, PREDICTED = ("test", "label"), ("predict", "predicted")
"""Names of the columns of true and of predicted class numbers."""
PLACES = ("index", "source_index")
LAYOUTS = (
    "the true class numbers in a column `test` or `label`, and the predicted ones in "
    "`predict` or `predicted`, a probability per class in `p0,p1,…`, or both"
)
SHOWN_LENGTH = 500


@dataclass(frozen=True)
class Columns:
    """The columns of a file of predictions.

    Attributes:
        true: name of the column of true class numbers.
        predicted: that of the predicted ones; None if there is none.
        shares: names of the columns of probabilities, p0, p1 … in the order of the
            file.
        others: names of all other columns but PLACES and row numbers without a name.
    """

    true: str
    predicted: str | None
    shares: list[str]
    others: list[str]


def read_texts(file: Path, cure: str) -> pd.DataFrame:
    """Read every value as text, so that an error can quote a wrong one.

    Raises:
        FileNotFoundError: there is no such file; `cure` says what to do.
        ValueError: it is no CSV file.
    """
    if not file.is_file():
        raise FileNotFoundError(
            f"{file}: no such file (relative to {Path.cwd()}): {cure}"
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
    _refuse_repeated(file)
    # Row numbers may lack a heading; pandas then makes them its index.
    if raw.index.nlevels > 1:
        raise ValueError(
            f"{file}: rows have {raw.index.nlevels} more values than the heading, "
            f"allowed: {LAYOUTS}"
        )
    _refuse_shifted(file, raw)
    return raw.reset_index(drop=True).rename(columns=str.strip)


def _refuse_shifted(file: Path, raw: pd.DataFrame) -> None:
    """Refuse rows with a value more than the heading, if that is their empty end."""
    longer = not isinstance(raw.index, pd.RangeIndex)
    if longer and (raw.iloc[:, -1].fillna("") == "").any():
        raise ValueError(
            f"{file}: rows have one more value than the heading, and nothing after "
            "their last comma: remove that comma, or give the column a name in the "
            "heading; if rows begin with their numbers, name that column"
        )


def _refuse_repeated(file: Path) -> None:
    """Refuse a heading with two columns of one name, of which pandas renames one."""
    heading = pd.read_csv(
        file, dtype=str, header=None, nrows=1, encoding="utf-8-sig", index_col=False
    )
    names = heading.iloc[0].dropna().str.strip()
    if (again := names[names.duplicated()]).size:
        raise ValueError(
            f"{file}: the column {shown(again[:1])} is there twice: remove one of them"
        )


def columns(file: Path, raw: pd.DataFrame, true: str | None = None) -> Columns:
    """Find the columns of predictions.

    `true` names the column of the true classes; None takes that of TRUE.

    Raises:
        ValueError: the true classes are missing, two columns may be meant, or there are
            no rows.
    """
    found = Columns(
        true=_true(file, raw, true),
        predicted=_only(file, raw, PREDICTED),
        shares=[name for name in raw.columns if re.fullmatch(r"p\d+", name)],
        others=[name for name in raw.columns if _is_other(name, true)],
    )
    if raw.empty:
        raise ValueError(f"{file}: has no rows, allowed: one row per test image")
    return found


def whole(
    file: Path, raw: pd.DataFrame, column: str, below: int | None = None
) -> np.ndarray:
    """Read a column of whole numbers from 0, written as 3 or 3.0; (n,) int64.

    Raises:
        ValueError: a value is something else, or is not `below`; it names the row.
    """
    # By text, since a float has no room for the 18 digits of an object's id.
    texts = raw[column].str.strip().str.replace(r"\.0*$", "", regex=True)
    right = texts.str.fullmatch(r"[0-9]{1,19}").to_numpy(bool)
    values = texts.where(right, "0").map(int).to_numpy(object)
    right = right & (values < (2**63 if below is None else below)).astype(bool)
    if not right.all():
        row = int(np.flatnonzero(~right)[0])
        limit = f"whole numbers from 0{' to 2**63 - 1' if below is None else ''}"
        limit += "" if below is None else f" to {below - 1}, the number of a class"
        raise ValueError(
            f"{file}: {row_name(row)}: got {column} {raw[column][row]!r}, allowed: "
            f"{limit}"
        )
    return values.astype(np.int64)


def shown(values: Iterable[str]) -> str:
    """List texts of the file; control characters, such as NUL, are spelt out."""
    return ", ".join(repr(str(value))[1:-1] for value in values)[:SHOWN_LENGTH]


def row_name(row: int) -> str:
    """Name a row of the file, counted from 0, and its line, counted from 1."""
    return f"row {row} (line {row + 2})"


def _true(file: Path, raw: pd.DataFrame, true: str | None) -> str:
    if true is not None and true in raw.columns:
        return true
    found = _only(file, raw, TRUE) if true is None else None
    if found is None:
        needed = LAYOUTS if true is None else f"the true class numbers in {true!r}"
        raise ValueError(
            f"{file}: got the columns {shown(raw.columns)}, allowed: {needed}"
        )
    return found


def _only(file: Path, raw: pd.DataFrame, names: tuple[str, ...]) -> str | None:
    found = [name for name in names if name in raw.columns]
    if len(found) > 1:
        raise ValueError(
            f"{file}: got the columns {' and '.join(found)}, which say the same, "
            f"allowed: one of them (needed: {LAYOUTS})"
        )
    return found[0] if found else None


def _is_other(name: str, true: str | None) -> bool:
    known = {*TRUE, *PREDICTED, *PLACES, true}
    return name not in known and not re.fullmatch(r"p\d+|Unnamed: \d+|", name)
