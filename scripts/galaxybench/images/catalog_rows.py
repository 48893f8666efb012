"""The rows of a table and the files of their images: brought together, and counted.

What has no counterpart is refused, or left out and said, as the user has chosen.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

import numpy as np
from astropy.table import Table

from galaxybench.config.catalog_columns import is_pattern, pattern_parts
from galaxybench.config.class_names import listed
from galaxybench.images.hdf5_columns import LINKING, MOST_COLUMNS, SUSPECTS
from galaxybench.images.linking_columns import (
    EXACT_FLOATS,
    group_numbers,
    own_parts,
    sky_positions,
)
from galaxybench.images.tables import ImageTable, left_out
from galaxybench.images.vote_columns import reserved

SHOWN = 5
"""Rows or files that a message lists."""
WITHOUT_IMAGE = ("row without an image", "rows without an image")
"""One such row, and several, in words."""
TAKEN = ("source_index", "content", "source_class", "split_group")
"""Columns of a catalog that have a meaning of their own."""
_SCIENTIFIC = ("e+", "E+", ".")


@dataclass
class LeftOut:
    """What is left out of a data set: refused, or dropped and said.

    Attributes:
        option: the key of the data set that decides, such as `missing`.
        drop: whether it is dropped.
        notes: what was dropped: number, kind and the first names.
        counts: the same without names.
    """

    option: str
    drop: bool
    notes: list[str] = field(default_factory=list)
    counts: list[str] = field(default_factory=list)

    def add(self, one: str, many: str, found: Sequence[str]) -> None:
        """Count things of one kind; `found` names each of them."""
        if found:
            count = f"{len(found):,} {many if len(found) > 1 else one}"
            self.counts.append(count)
            self.notes.append(f"{count} ({listed(found, SHOWN)})")

    def refuse(self, where: str, cure: str) -> None:
        """Refuse what was counted, unless it is to be dropped.

        Raises:
            ValueError: something was counted.
        """
        if self.notes and not self.drop:
            raise ValueError(
                f"{where}: {'; '.join(self.notes)}: {cure}, or write "
                f"`{self.option}: drop` to leave them out"
            )


def file_names(table: ImageTable, file: str) -> list[str | None]:
    """Return the file name of every row; None where a part of it is missing.

    Args:
        table: the table.
        file: a column, or a pattern with columns in braces.

    Raises:
        ValueError: the names are floats, or one leads out of the folder.
    """
    texts, columns = pattern_parts(file) if is_pattern(file) else (["", ""], [file])
    parts = [_words(table, column) for column in columns]
    names: list[str | None] = []
    for row, words in enumerate(zip(*parts, strict=True)):
        if None in words:
            names.append(None)
            continue
        name = texts[0] + "".join(
            word + text for word, text in zip(words, texts[1:], strict=True)
        )
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or "\0" in name:
            raise ValueError(
                f"file: {table.place}: {table.named(row)}: got {name!r}, which leaves "
                "the folder `images`: write paths below that folder, without a / at "
                "their start and without .."
            )
        names.append(str(path))
    return names


def matched(
    table: ImageTable,
    names: list[str | None],
    root: Path,
    pictures: Sequence[Path],
    missing: LeftOut,
) -> list[int]:
    """Find the picture of every row.

    Args:
        table: the table.
        names: file name of every row, relative to `root`.
        root: the folder.
        pictures: all pictures in it.
        missing: gets the rows without an image, and the images without a row.

    Returns:
        The place in `pictures` for every row; -1 where there is none.

    Raises:
        ValueError: two rows name the same picture, or no row names any.
    """
    known = {path.relative_to(root).as_posix(): n for n, path in enumerate(pictures)}
    places = [-1 if name is None else known.get(name, -1) for name in names]
    first: dict[int, int] = {}
    for row, place in enumerate(places):
        if place >= 0 and first.setdefault(place, row) != row:
            raise ValueError(
                f"file: {table.place}: {table.named(first[place])} and "
                f"{table.named(row)} both name {names[row]!r}, expected one row per "
                "image: remove one of them"
            )
    if not first:
        example = next((name for name in names if name), "nothing")
        raise ValueError(
            f"file: no row of {table.place} names a picture in {root}: "
            f"{table.named(0)} gives {example!r}, the folder has "
            f"{next(iter(known))!r}: correct `file` or `images`"
        )
    missing.add(
        *WITHOUT_IMAGE,
        [
            f"{table.named(row)}: {names[row]!r}"
            for row, place in enumerate(places)
            if place < 0
        ],
    )
    rest = [repr(name) for name, place in known.items() if place not in first]
    missing.add("image without a row", "images without a row", rest)
    return places


def check_ids(table: ImageTable, column: str) -> None:
    """Check that a column tells every row apart, and that no digit was lost.

    Raises:
        ValueError: it does not; both rows are named.
    """
    values = table.columns[column]
    lost = values.dtype.kind == "f"
    if values.dtype.kind == "U":
        present = values.compressed().tolist()
        lost = bool(present) and all(map(_is_scientific, present))
    if lost:
        present = values.compressed()
        shown = f"{present[0]}" if len(present) else "nothing"
        raise ValueError(
            f"id: {table.place}: the column {column!r} has floating-point numbers "
            f"({shown}), which have no room for long ids: save it as text or as whole "
            "numbers of 64 bits from where it was exact"
        )
    gaps = np.flatnonzero(np.ma.getmaskarray(values))
    if len(gaps):
        raise ValueError(
            f"id: {table.place}: {table.named(int(gaps[0]))} has no {column} (nor have "
            f"{len(gaps) - 1:,} more rows), needed: one for every row"
        )
    order = np.argsort(values.data, kind="stable")
    same = np.flatnonzero(values.data[order][1:] == values.data[order][:-1])
    if len(same):
        one, other = int(order[same[0]]), int(order[same[0] + 1])
        raise ValueError(
            f"id: {table.place}: {table.named(one)} and {table.named(other)} both have "
            f"the {column} {values.data[one]} (there are {len(same) - 1:,} more such "
            "rows): remove or correct one of them"
        )


def catalog_of(
    table: ImageTable,
    rows: np.ndarray,
    first: str | None = None,
    group: str | None = None,
) -> tuple[Table, list[str]]:
    """Make the catalog of chosen rows, with every column of the table.

    Numbers that are missing become NaN, texts empty. `ra`, `dec`, `group` and `part`
    are found in small or capital letters.

    Args:
        table: the table.
        rows: ascending rows (m,).
        first: the column to begin with. Figures name an image by the first column that
            is an id or its file.
        group: the column of the groups; None for `group`, if there is one.

    Returns:
        The catalog, m rows, with `source_index`; and what the user should know.

    Raises:
        ValueError: a column has a name that is taken, two have the same, or one of
            those that decide the split cannot be used.
    """
    catalog = Table({"source_index": rows.astype(np.int64)})
    for given in sorted(table.columns, key=lambda name: name != first):
        values = table.columns[given]
        name = given.lower() if given.lower() in LINKING else given
        if name in TAKEN or reserved(name):
            raise ValueError(
                f"table: {table.place}: got the column {given!r}, a name that the "
                "catalog needs for something else: rename the column"
            )
        if name in catalog.colnames:
            raise ValueError(
                f"table: {table.place}: there are two columns {name!r}, in small and "
                "capital letters: rename one of them"
            )
        if len(catalog.colnames) >= MOST_COLUMNS and name not in LINKING:
            left_out(table.place, given, f"there are more than {MOST_COLUMNS} columns")
            continue
        catalog[name] = _filled(values[rows], name)
    if group is not None and group.lower() != "group":
        if "group" in catalog.colnames:
            raise ValueError(
                f"group: {table.place} has a column `group`, which would be used for "
                f"the groups, but got {group!r}: rename one of them"
            )
        catalog["group"] = _filled(table.columns[group][rows], "group")
    try:
        sky_positions(catalog)
        group_numbers(catalog)
        own_parts(catalog)
    except ValueError as error:
        raise ValueError(f"table: {table.place}: {error}") from error
    return catalog, list(_suspected(table, catalog))


def _suspected(table: ImageTable, catalog: Table) -> list[str]:
    if "ra" in catalog.colnames:
        return []
    plain = {name: "".join(filter(str.isalnum, name)) for name in catalog.colnames}
    found = [name for name, text in plain.items() if text.lower() in SUSPECTS]
    if not found:
        return []
    return [
        f"{table.place} has columns that look like positions ({listed(found)}). They "
        "are not used, so that images of one object may be in train and test: name "
        "them `ra` and `dec`, in degrees"
    ]


def _filled(values: np.ma.MaskedArray, name: str) -> np.ndarray:
    """Return a column without a mask: NaN or an empty text where a value is missing."""
    missing, kind = np.ma.getmaskarray(values), values.dtype.kind
    if kind == "U":
        return np.where(missing, "", values.data)
    if not missing.any():
        return values.data
    if kind == "f":
        return np.where(missing, np.nan, values.data)
    exact = kind in "iu" and (np.abs(values.compressed().astype(float)) < EXACT_FLOATS)
    if kind == "b" or name == "group" or not np.all(exact):
        return np.where(missing, "", values.data.astype(str))
    return np.where(missing, np.nan, values.data.astype(float))


def _words(table: ImageTable, column: str) -> list[str | None]:
    """Return a column as text, None where it is missing."""
    values = table.columns[column]
    if values.dtype.kind == "f" and values.count():
        raise ValueError(
            f"file: {table.place}: the column {column!r} has floating-point numbers "
            f"({values.compressed()[0]}), which have no certain spelling: save it as "
            "text or whole numbers"
        )
    texts = values.data.astype(str).tolist()
    gaps = np.ma.getmaskarray(values).tolist()
    return [None if gap else text for text, gap in zip(texts, gaps, strict=True)]


def _is_scientific(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return any(mark in text for mark in _SCIENTIFIC)
