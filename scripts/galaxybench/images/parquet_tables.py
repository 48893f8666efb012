"""Parquet files as one table of images; the pictures may be in a column of theirs.

So Hugging Face stores data sets of images: a column of `{bytes, path}`, a column of
class numbers whose names are in the file's metadata, and several files one after
another, named `train-00000-of-00002.parquet` for instance.
"""

import bisect
import io
import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from threading import Lock
from typing import BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from galaxybench.config.file_contents import refuse_changed, signature
from galaxybench.images.hdf5_columns import LONGEST_TEXT
from galaxybench.images.tables import (
    ImageTable,
    check_names,
    checked,
    left_out,
    masked,
)

GROUPS_KEPT = 2
"""Row groups whose pictures are held in memory: rows are read in ascending order."""
_PART = re.compile(r"(train|valid|validation|val|test)(?![a-z])", re.I)
_PARTS = {"validation": "valid", "val": "valid"}


def read_parquet(place: Path, files: Sequence[Path]) -> ImageTable:
    """Read the columns of numbers and text of files, one after another.

    Args:
        place: the file, or the folder of the files, for messages.
        files: one or more files with the same columns.

    Returns:
        The table. Files that are named `train…`, `valid…` or `test…` give it the column
        `part`, if it has none.

    Raises:
        OSError: a file may not be read.
        ValueError: one is no Parquet file, the columns differ, or there are no rows.
    """
    opened = [_opened(file) for file in files]
    schema = opened[0].schema_arrow
    for path, file in zip(files, opened, strict=True):
        if not file.schema_arrow.equals(schema):
            raise ValueError(
                f"table: {path} has other columns than {files[0]}: "
                f"{_difference(file.schema_arrow, schema)}: remove it, or give all "
                "files the same columns"
            )
    check_names(files[0], schema.names)
    counts = [file.metadata.num_rows for file in opened]
    starts = [0, *accumulate(counts)]
    columns, pictures = {}, []
    for column in schema:
        if _is_plain(column.type):
            values = _values(_column(files, opened, column))
            if values is None:
                reason = f"a text has more than {LONGEST_TEXT} characters"
                left_out(place, column.name, reason)
            else:
                columns[column.name.strip()] = values
        elif _holds_pictures(column.type):
            pictures.append(column.name)
        else:
            left_out(place, column.name, f"its type is {column.type}")
    parts = [_part(path) for path in files]
    if "part" not in columns and all(parts):
        values = np.repeat(np.array(parts, str), counts)
        columns["part"] = masked(values, np.zeros(starts[-1], bool))

    def named(row: int) -> str:
        if len(files) == 1:
            return f"row {row}"
        number = bisect.bisect_right(starts, row) - 1
        return f"row {row - starts[number]} of {files[number].name}"

    table = ImageTable(
        place, starts[-1], columns, named, _class_names(schema), pictures
    )
    return checked(table)


class ParquetPictures:
    """The pictures in a column of Parquet files.

    Attributes:
        missing: (n,) bool, rows without a picture.
    """

    def __init__(self, files: Sequence[Path], column: str) -> None:
        """Look where the pictures are; all files are read once, none is kept.

        Raises:
            OSError: a file may not be read.
            ValueError: the column holds something else.
        """
        self._signatures = [(file, signature(file)) for file in files]
        self._files, self._column = [_opened(file) for file in files], column
        kind = self._files[0].schema_arrow.field(column).type
        if not _holds_pictures(kind):
            raise ValueError(
                f"file: the column {column!r} of {files[0]} holds {kind}, expected "
                "pictures: bytes, or a structure of `bytes` and `path`. For names of "
                "files, set `images` to their folder"
            )
        self._groups = [
            (number, group)
            for number, file in enumerate(self._files)
            for group in range(file.metadata.num_row_groups)
        ]
        missing = [_missing(self._group(*place)) for place in self._groups]
        self._starts = [0, *accumulate(map(len, missing))]
        self.missing = np.concatenate([np.zeros(0, bool), *missing])
        self._kept = lru_cache(GROUPS_KEPT)(self._group)
        self._lock = Lock()

    def opened(self, row: int) -> BinaryIO:
        """Return the content of a picture; may be called by several threads.

        Raises:
            OSError: the file may not be read any more.
            ValueError: the file has changed.
        """
        number = bisect.bisect_right(self._starts, row) - 1
        with self._lock:
            pictures = self._kept(*self._groups[number])
        value = pictures[int(row) - self._starts[number]].as_py()
        return io.BytesIO(value["bytes"] if isinstance(value, dict) else value)

    def _group(self, number: int, group: int) -> pa.ChunkedArray:
        refuse_changed(*self._signatures[number])
        with _reading(self._signatures[number][0]):
            found = self._files[number].read_row_group(group, [self._column])
        return found[self._column]


def _opened(path: Path) -> pq.ParquetFile:
    with _reading(path):
        return pq.ParquetFile(path)


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    """Say which file cannot be read."""
    try:
        yield
    except (pa.ArrowException, OSError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise ValueError(
            f"table: {path} cannot be read as a Parquet file ({reason}): copy it again"
        ) from error


def _column(
    paths: Sequence[Path], files: Sequence[pq.ParquetFile], column: pa.Field
) -> pa.ChunkedArray:
    chunks = []
    for path, file in zip(paths, files, strict=True):
        with _reading(path):
            chunks += file.read([column.name])[column.name].chunks
    return pa.chunked_array(chunks, column.type)


def _missing(pictures: pa.ChunkedArray) -> np.ndarray:
    missing = np.asarray(pictures.is_null())
    if pa.types.is_struct(pictures.type):
        missing = missing | np.asarray(pc.struct_field(pictures, "bytes").is_null())
    return missing


def _holds_pictures(kind: pa.DataType) -> bool:
    if pa.types.is_struct(kind):
        index = kind.get_field_index("bytes")
        return index >= 0 and _is_binary(kind.field(index).type)
    return _is_binary(kind)


def _is_binary(kind: pa.DataType) -> bool:
    return pa.types.is_binary(kind) or pa.types.is_large_binary(kind)


def _is_plain(kind: pa.DataType) -> bool:
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    tests = (
        pa.types.is_integer,
        pa.types.is_floating,
        pa.types.is_boolean,
        pa.types.is_string,
        pa.types.is_large_string,
    )
    return any(test(kind) for test in tests)


def _values(column: pa.ChunkedArray) -> np.ma.MaskedArray | None:
    """Read numbers or text without loss; None where a text is too long."""
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    missing = np.asarray(column.is_null(), bool)
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        if (pc.max(pc.utf8_length(column)).as_py() or 0) > LONGEST_TEXT:
            return None
        return masked(np.array(column.fill_null("").to_pylist(), str), missing)
    if pa.types.is_boolean(column.type):
        return masked(np.array(column.fill_null(False).to_pylist(), bool), missing)
    if pa.types.is_floating(column.type):
        return masked(np.asarray(column.cast(pa.float64())), missing)
    return masked(np.asarray(column.fill_null(0)), missing)


def _class_names(schema: pa.Schema) -> dict[str, list[str]]:
    """Return the names of classes that Hugging Face wrote: column -> names."""
    try:
        about = json.loads((schema.metadata or {})[b"huggingface"])
        features = about["info"]["features"]
        return {
            name: [str(each) for each in feature["names"]]
            for name, feature in features.items()
            if feature.get("_type") == "ClassLabel" and feature.get("names")
        }
    except (KeyError, TypeError, ValueError, AttributeError):
        return {}


def _part(path: Path) -> str:
    found = _PART.match(path.name)
    return _PARTS.get(found[1].lower(), found[1].lower()) if found else ""


def _difference(found: pa.Schema, expected: pa.Schema) -> str:
    def described(schema: pa.Schema) -> Iterator[str]:
        return (f"{column.name} ({column.type})" for column in schema)

    more = set(described(found)) ^ set(described(expected))
    return ", ".join(sorted(more)[:5]) or "they stand in another order"
