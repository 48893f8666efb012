"""CSV files that people may open in a spreadsheet.

A spreadsheet computes a cell that starts with `=`, `+`, `-`, `@`, a tab or a line
break, and the names of classes and files may come from strangers. Such a text, unless
it is a number, gets an apostrophe in front, as
https://owasp.org/www-community/attacks/CSV_Injection advises. What would start so
without its apostrophes gets one more, so that `restored` gives back every text.
"""

import csv
import re
from collections.abc import Iterable, Sequence
from typing import Any, TextIO

import pandas as pd

# A file's name need not be valid UTF-8, which texts kept by pyarrow have to be.
pd.set_option("mode.string_storage", "python")

_FORMULA = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")  # noqa: RUF001
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")


def guarded(value: Any) -> Any:  # noqa: ANN401
    """Make a text one that no spreadsheet computes; return other values as they are."""
    if not isinstance(value, str) or _NUMBER.fullmatch(value):
        return value
    return f"'{value}" if _FORMULA.match(value) else value


def restored(cell: str) -> str:
    """Return the text that `guarded` has made this cell of."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def write_rows(file: TextIO, rows: Iterable[Sequence[Any]]) -> None:
    """Write rows of texts and numbers, guarded. The file has `newline=""`."""
    usual = csv.writer(file, lineterminator="\n")
    # Before Python 3.13, a carriage return is not quoted, and looks like a new row.
    quoted = csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_ALL)
    for row in rows:
        cells = [guarded(cell) for cell in row]
        broken = any("\r" in cell for cell in cells if isinstance(cell, str))
        (quoted if broken else usual).writerow(cells)


def as_csv(table: pd.DataFrame) -> str:
    """Return a table without its index as the text of a CSV file, texts guarded."""
    table = table.rename(columns=guarded)
    texts = table.select_dtypes(exclude=["number", "bool"])
    cells = texts.map(guarded)
    names = [*table.columns, *cells.to_numpy().ravel()]
    broken = any("\r" in name for name in names if isinstance(name, str))
    return table.assign(**cells).to_csv(
        index=False, quoting=csv.QUOTE_NONNUMERIC if broken else csv.QUOTE_MINIMAL
    )
