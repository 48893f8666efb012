"""Tables of images: CSV, TSV, ECSV, FITS, VOTable, as columns of one value per row.

Whole numbers stay exact: they never pass through float. Numbers in text that would
lose digits or leading zeros, such as 007, stay text.
"""

import logging
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from astropy.io import fits
from astropy.io.votable import parse_single_table
from astropy.table import Column, Table

from galaxybench.config.catalog_files import FITS, VOTABLE
from galaxybench.config.delimited_text import DELIMITERS, read_rows
from galaxybench.images.hdf5_columns import LONGEST_TEXT

logger = logging.getLogger(__name__)

_WHOLE = re.compile(r"0|-?[1-9][0-9]{0,17}")
_NUMBER = re.compile(
    r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?|[+-]?(inf|infinity)", re.I
)
_INEXACT = re.compile(r"[+-]?(0[0-9]+|[0-9]{16,})")
"""Numbers whose text a float would not give back."""


@dataclass(frozen=True)
class ImageTable:
    """A table with one row per image.

    Attributes:
        place: the file, or the folder of its files.
        rows: the number of rows n.
        columns: name -> values (n,), int64, uint64, float64, bool or str. Missing ones
            are masked, also NaN and empty texts.
        named: row -> its name in messages.
        classes: column -> the names that its whole numbers stand for, if the file says
            so.
        pictures: names of further columns, which hold pictures.
    """

    place: Path
    rows: int
    columns: Mapping[str, np.ma.MaskedArray]
    named: Callable[[int], str] = field(default=lambda row: f"row {row}")
    classes: Mapping[str, list[str]] = field(default_factory=dict)
    pictures: Sequence[str] = ()


def read_table(path: Path) -> ImageTable:
    """Read a table in one of these formats, which the ending of its name decides.

    Of a FITS or VOTable file, this is the first table.

    Raises:
        OSError: the file may not be read.
        ValueError: it has another format, or no rows.
    """
    suffix = path.suffix.lower()
    if suffix in DELIMITERS:
        table = _text_table(path)
    else:
        read = _read_ecsv
        if suffix in FITS:
            read = _read_fits
        elif suffix in VOTABLE:
            read = _read_votable
        table = _astropy_table(path, read)
    return checked(table)


def checked(table: ImageTable) -> ImageTable:
    """Return a table that has rows.

    Raises:
        ValueError: it has none.
    """
    if not table.rows:
        raise ValueError(
            f"table: {table.place} has no rows, expected a heading and one row per "
            "image"
        )
    return table


def check_names(path: Path, names: Iterable[str]) -> None:
    """Check that columns differ in more than spaces at the ends of their names.

    Raises:
        ValueError: two have the same name.
    """
    counts = Counter(name.strip() for name in names)
    if twice := [name for name, number in counts.items() if number > 1]:
        raise ValueError(
            f"table: {path}: the column {twice[0]!r} is there twice: rename one of them"
        )


def left_out(path: Path, name: str, reason: str) -> None:
    """Name a column in the log that is not kept."""
    logger.info("%s: the column %r is left out: %s", path, name, reason)


def masked(values: np.ndarray, missing: np.ndarray) -> np.ma.MaskedArray:
    """Make a column of `ImageTable` of values (n,) of any byte order and width."""
    kind = values.dtype.kind
    if kind == "f":
        values = values.astype(np.float64)
        missing = missing | np.isnan(values)
    elif kind == "U":
        values = np.char.strip(values)
        missing = missing | np.isin(np.char.lower(values), ["", "nan"])
    elif kind == "u" and values.max(initial=0) > np.iinfo(np.int64).max:
        values = values.astype(np.uint64)
    elif kind in "iu":
        values = values.astype(np.int64)
    return np.ma.array(values, mask=missing)


def from_texts(texts: list[str]) -> np.ma.MaskedArray:
    """Read texts as whole numbers, numbers or text, whichever loses nothing."""
    column = masked(np.array(texts, str), np.zeros(len(texts), bool))
    missing = np.ma.getmaskarray(column)
    present = column.compressed().tolist()
    if present and all(map(_WHOLE.fullmatch, present)):
        whole = np.where(missing, "0", column.data).astype(np.int64)
        return np.ma.array(whole, mask=missing)
    if all(map(_NUMBER.fullmatch, present)) and not any(
        map(_INEXACT.fullmatch, present)
    ):
        return masked(np.where(missing, "nan", column.data).astype(float), missing)
    return column


def _text_table(path: Path) -> ImageTable:
    rows = read_rows(path)
    _, heading = next(rows, (0, []))
    lines, cells = [], []
    for line, row in rows:
        lines.append(line)
        cells.append(row)
    columns = {}
    for number, name in enumerate(heading):
        texts = [row[number] for row in cells]
        if not name:
            left_out(path, name, "it has no name")
        elif max(map(len, texts), default=0) > LONGEST_TEXT:
            left_out(path, name, f"a text has more than {LONGEST_TEXT} characters")
        else:
            columns[name] = from_texts(texts)
    return ImageTable(
        place=path,
        rows=len(cells),
        columns=columns,
        named=lambda row: f"row {row} (line {lines[row]})",
    )


def _astropy_table(path: Path, read: Callable[[Path], Table]) -> ImageTable:
    try:
        table = read(path)
        check_names(path, table.colnames)
        columns = dict(_plain_columns(path, table))
    except OSError as error:
        if error.errno is not None:  # astropy raises it for damaged files, too
            raise
        raise _unreadable(path, error) from error
    # Astropy raises nearly anything for damaged files.
    except Exception as error:
        if str(error).startswith("table: "):
            raise
        raise _unreadable(path, error) from error
    for name in ("ra", "dec"):
        for given in table.colnames:
            _check_unit(path, table[given], given, name)
    return ImageTable(path, len(table), columns)


def _unreadable(path: Path, error: Exception) -> ValueError:
    reason = (str(error).splitlines() or [type(error).__name__])[0]
    return ValueError(
        f"table: {path} cannot be read as a table ({reason}): copy it again, or save "
        "it as CSV"
    )


def _read_ecsv(path: Path) -> Table:
    return Table.read(path, format="ascii.ecsv")


def _read_votable(path: Path) -> Table:
    return parse_single_table(path).to_table(use_names_over_ids=True)


def _read_fits(path: Path) -> Table:
    with fits.open(path) as hdus:
        for hdu in hdus:
            if isinstance(hdu, fits.BinTableHDU | fits.TableHDU):
                return Table.read(hdu, format="fits")
        raise ValueError(f"none of its {len(hdus)} HDUs is a table")


def _plain_columns(path: Path, table: Table) -> Iterator[tuple[str, np.ma.MaskedArray]]:
    """Yield the columns of one number, truth value or text per row; log the others."""
    for name in table.colnames:
        column = table[name]
        if not isinstance(column, Column) or column.ndim != 1:
            left_out(path, name, "it has more than one value per row")
            continue
        missing = np.ma.getmaskarray(np.ma.asarray(column))
        values = np.asarray(np.ma.getdata(column))
        if values.dtype.kind == "O":
            texts = ["" if gap else v for v, gap in zip(values, missing, strict=True)]
            if not all(isinstance(text, str) for text in texts):
                left_out(path, name, "its values are neither numbers nor text")
                continue
            values = np.array(texts, str)
        if values.dtype.kind == "S":
            values = np.char.decode(values, "utf-8")
        if values.dtype.kind not in "iufbU":
            left_out(path, name, f"its type is {values.dtype}")
        elif values.dtype.kind == "U" and values.dtype.itemsize > 4 * LONGEST_TEXT:
            left_out(path, name, f"a text has more than {LONGEST_TEXT} characters")
        else:
            yield name.strip(), masked(values, missing)


def _check_unit(path: Path, column: Column, given: str, name: str) -> None:
    unit = str(getattr(column, "unit", None) or "deg")
    if given.strip().lower() == name and unit not in ("deg", "degree", "degrees"):
        raise ValueError(
            f"table: {path}: the column {given!r} is in {unit}, expected degrees: "
            "convert it"
        )
