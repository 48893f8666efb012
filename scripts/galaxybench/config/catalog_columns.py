"""The columns of a table that the options of a `catalog` name.

What is known while planning, and what the import itself finds, is told in the same
words.
"""

import re
from collections.abc import Collection
from difflib import get_close_matches
from typing import Any

from galaxybench.config.class_names import listed
from galaxybench.config.conditions import parse

PICTURES = "image"
"""The column of a Parquet file that holds pictures, if `file` names no other."""
BAND = "band"
"""What stands for a band in `file`, where the option `band_names` is given."""
_PLACE = re.compile(r"\{([^{}]*)\}")


def is_pattern(file: str) -> bool:
    """Whether `file` is a pattern such as `{id}.jpg`, and no column."""
    return "{" in file or "}" in file


def pattern_parts(file: str) -> tuple[list[str], list[str]]:
    """Split a pattern into its texts and its columns: one more text than columns.

    Raises:
        ValueError: braces do not come in pairs, or a name is missing between them.
    """
    parts = _PLACE.split(file)
    texts, columns = parts[::2], parts[1::2]
    if any(set(text) & set("{}") for text in texts):
        raise ValueError(
            f"got '{file}', in which the braces do not come in pairs: write a column "
            'in each pair, such as "{asset_id}.jpg"'
        )
    if not all(name.strip() for name in columns):
        raise ValueError(
            f"got '{file}', with empty braces: write the name of a column between "
            'them, such as "{asset_id}.jpg"'
        )
    return texts, columns


def named_columns(options: dict[str, Any]) -> list[tuple[str, str]]:
    """List the columns that options name, each after the key that names it.

    Options whose text is wrong are left out: they have a message of their own.
    """
    named = []
    file = options["file"]
    if options["images"] is None:
        file = file or PICTURES
    if file is not None:
        try:
            columns = pattern_parts(file)[1] if is_pattern(file) else [file]
        except ValueError:
            columns = []
        own = options["band_names"] is not None
        columns = [column for column in columns if not (own and column == BAND)]
        named += [("file", column) for column in columns]
    keys = ("label", "weight", "id", "group")
    named += [(key, options[key]) for key in keys if options[key]]
    votes = options["votes"] or {}
    named += [(f"votes.{name}", column) for name, column in votes.items()]
    for name, members in (options["classes"] or {}).items():
        if isinstance(members, str):
            try:
                columns = parse(members).columns
            except ValueError:
                continue
            named += [(f"classes.{name}", column) for column in columns]
    return named


def check_named(
    options: dict[str, Any],
    names: Collection[str],
    table: str,
    pictures: Collection[str] = (),
) -> None:
    """Check that a table has the columns that the options name.

    Args:
        options: of the data set.
        names: the columns of the table.
        table: names the table in the message.
        pictures: further columns, which hold pictures.

    Raises:
        ValueError: one is missing.
    """
    for key, column in named_columns(options):
        known = {*names, *(pictures if key == "file" else ())}
        if column not in known:
            near = get_close_matches(column, known, n=1)
            hint = f": did you mean {near[0]!r}?" if near else ""
            if (key, column) == ("file", BAND):
                hint = ": to read one file per band, list them in `band_names`"
            raise ValueError(
                f"{key}: {table} has no column {column!r}{hint} (available: "
                f"{listed(sorted(known), 100)})"
            )
