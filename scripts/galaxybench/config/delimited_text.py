"""Tables as text with commas or tabs: a heading, then one row per line.

Every row must have as many values as the heading. Nothing is filled in.
"""

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from galaxybench.files import refuse_pointer

DELIMITERS = {".csv": ",", ".tsv": "\t", ".tab": "\t"}
"""Ending of a file, in lower case -> what stands between its values."""
OTHERS = {";": "semicolons", "\t": "tabs", "|": "bars"}


def read_heading(path: Path) -> list[str]:
    """Return the names of the columns, without spaces at their ends.

    Raises:
        OSError: the file cannot be read.
        ValueError: it has no heading of this kind.
    """
    for _, names in read_rows(path):
        return names
    raise ValueError(f"{path}: is empty, expected a heading and one row per image")


def read_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield line and values of the heading, and then of every row that is not blank.

    Raises:
        OSError: the file cannot be read.
        ValueError: it is not text in UTF-8 with commas or tabs, or a row has another
            number of values than the heading.
    """
    refuse_pointer(path)
    delimiter = DELIMITERS[path.suffix.lower()]
    heading: list[str] = []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.reader(file, delimiter=delimiter, strict=True)
            for row in rows:
                if not any(cell.strip() for cell in row):
                    continue
                if not heading:
                    heading = [name.strip() for name in row]
                    _check(path, heading)
                    yield rows.line_num, heading
                elif len(row) != len(heading):
                    raise ValueError(
                        f"{path}: line {rows.line_num}: got {len(row)} values, the "
                        f"heading has {len(heading)}: put quotes around values with "
                        "commas or line breaks, and leave no value out"
                    )
                else:
                    yield rows.line_num, row
    except (csv.Error, UnicodeDecodeError) as error:
        kind = "commas" if delimiter == "," else "tabs"
        raise ValueError(
            f"{path}: is no text with {kind}: {error}. Save it again in UTF-8"
        ) from None


def _check(path: Path, heading: list[str]) -> None:
    twice = [name for name, number in Counter(heading).items() if number > 1]
    if twice:
        raise ValueError(
            f"{path}: line 1: the column {twice[0]!r} is there twice: rename one of "
            "them"
        )
    if len(heading) == 1:
        for mark, words in OTHERS.items():
            if mark in heading[0]:
                wanted = DELIMITERS[path.suffix.lower()]
                raise ValueError(
                    f"{path}: its values seem to be separated by {words}, expected "
                    f"{'commas' if wanted == ',' else 'tabs'} (.csv has commas, .tsv "
                    "has tabs): save it again, or rename it"
                )
