"""A split that was published as a file: which part each image is in.

The CSV file has the column `part` (train, valid or test) and the column `index`, an
image's number in its data source, from 0. In place of `index` it may have a column of
the catalogue that names images, such as `file`.
"""

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from galaxybench.files import refuse_pointer

PARTS = ("train", "valid", "test")
INDEX, PART = "index", "part"
NEEDED = (
    f"a heading `{INDEX},{PART}`, or `{PART}` and one column of the catalogue that "
    "names the images, such as `file`"
)


@dataclass(frozen=True)
class SplitFile:
    """The content of the file, in its order.

    Attributes:
        column: INDEX, or the name of a column of the catalogue.
        keys: the image of every row: whole numbers for INDEX, else text.
        parts: its part, one of PARTS.
        lines: its line in the file, for messages.
    """

    column: str
    keys: list[int] | list[str]
    parts: list[str]
    lines: list[int]


def read(path: Path) -> SplitFile:
    """Read the file and check what can be checked without the images.

    Raises:
        OSError: it cannot be read.
        ValueError: it is not such a file; the message names the file and the line.
    """
    refuse_pointer(path)
    column, keys, parts, lines = "", [], [], []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.reader(file)
            heading = [name.strip() for name in next(rows, [])]
            column = _column(path, heading)
            for line, row in _filled(path, rows, len(heading)):
                keys.append(_key(path, line, column, row[heading.index(column)]))
                parts.append(_part(path, line, row[heading.index(PART)]))
                lines.append(line)
    except (csv.Error, UnicodeDecodeError) as error:
        raise ValueError(
            f"{path}: is not a CSV file: {error}. Save it again as comma-separated "
            "text in UTF-8"
        ) from None
    _refuse_repeated(path, column, keys, lines)
    counts = Counter(parts)
    for part in ("train", "test"):
        if not counts[part]:
            raise ValueError(
                f"{path}: no image is in {part}, needed: at least one in train and in "
                "test (without any in valid, these are drawn from train)"
            )
    return SplitFile(column, keys, parts, lines)


def _column(path: Path, heading: list[str]) -> str:
    shown = ", ".join(map(repr, heading)) or "nothing"
    if PART not in heading:
        raise ValueError(f"{path}: line 1: got {shown}, needed: {NEEDED}")
    if twice := [name for name, n in Counter(heading).items() if n > 1]:
        raise ValueError(f"{path}: line 1: the column {twice[0]!r} is there twice")
    if INDEX in heading:
        return INDEX
    others = [name for name in heading if name != PART]
    if len(others) != 1 or not others[0]:
        raise ValueError(f"{path}: line 1: got {shown}, needed: {NEEDED}")
    return others[0]


def _filled(
    path: Path, rows: Iterator[list[str]], columns: int
) -> Iterator[tuple[int, list[str]]]:
    """Yield the line and the cells of all rows that are not blank."""
    for row in rows:
        if not any(cell.strip() for cell in row):
            continue
        line = rows.line_num  # type: ignore[attr-defined]
        if len(row) != columns:
            raise ValueError(
                f"{path}: line {line}: got {len(row)} values, the heading has {columns}"
            )
        yield line, row


def _key(path: Path, line: int, column: str, text: str) -> int | str:
    text = text.strip()
    if column != INDEX:
        if not text:
            raise ValueError(f"{path}: line {line}: nothing in the column {column!r}")
        return text
    whole = text.removesuffix(".0")
    if not (whole.isascii() and whole.isdigit()):
        raise ValueError(
            f"{path}: line {line}: got the index {text!r}, allowed: whole numbers from "
            "0, the image's number in its data source"
        )
    return int(whole)


def _part(path: Path, line: int, text: str) -> str:
    part = text.strip()
    if part not in PARTS:
        raise ValueError(
            f"{path}: line {line}: got the part {part!r}, allowed: {', '.join(PARTS)}"
        )
    return part


def _refuse_repeated(
    path: Path, column: str, keys: list[int] | list[str], lines: list[int]
) -> None:
    if len(set(keys)) == len(keys):
        return
    first: dict[int | str, int] = {}
    for key, line in zip(keys, lines, strict=True):
        if key in first:
            raise ValueError(
                f"{path}: line {line}: {column} {key} is on line {first[key]} already: "
                "name every image once"
            )
        first[key] = line
