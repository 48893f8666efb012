"""The table of a `catalog`: how it is read, and what of it stays with the images."""

from typing import Any

import numpy as np
from astropy.table import Table

from galaxybench.config.catalog_files import PARQUET, CatalogFiles
from galaxybench.images import vote_columns
from galaxybench.images.catalog_classes import RowClasses
from galaxybench.images.catalog_images import RowImages
from galaxybench.images.catalog_rows import catalog_of
from galaxybench.images.parquet_tables import read_parquet
from galaxybench.images.tables import ImageTable, read_table

OWN_FILE = "file_table"
"""Column of the catalog: what a table has in a column `file` of another meaning."""


def table_of(own: CatalogFiles) -> ImageTable:
    """Read the table of a data set.

    Raises:
        ValueError: it cannot be read.
    """
    if own.parts[0].suffix.lower() in PARQUET:
        return read_parquet(own.table, own.parts)
    return read_table(own.table)


def kept_of(
    table: ImageTable,
    rows: np.ndarray,
    options: dict[str, Any],
    images: RowImages,
    classes: RowClasses,
) -> tuple[Table, list[str]]:
    """Make the catalog of the images: the table's columns, and what else is known.

    Args:
        table: the table.
        rows: (m,) the rows that are kept.
        options: of the source `catalog`.
        images: the images of all rows.
        classes: the classes of all rows, with their votes.

    Returns:
        The catalog, m rows, and what the user should know.

    Raises:
        ValueError: a column cannot be kept.
    """
    catalog, notes = catalog_of(table, rows, options["id"], options["group"])
    if images.files is not None and options["file"] != "file":
        if "file" in catalog.colnames:
            _refuse_taken(table, catalog, OWN_FILE)
            catalog.rename_column("file", OWN_FILE)
            notes.append(
                f"{table.place} has a column 'file', which is not the option `file`: "
                f"it is kept as {OWN_FILE!r}, and 'file' is the file of the image"
            )
        catalog["file"] = images.files[rows]
    for name, values in images.columns.items():
        _refuse_taken(table, catalog, name)
        catalog[name] = values[rows]
    if classes.shares is not None:
        counts = None if classes.counts is None else classes.counts[rows]
        vote_columns.put(catalog, classes.shares[rows], counts)
    return catalog, notes + classes.notes


def _refuse_taken(table: ImageTable, catalog: Table, name: str) -> None:
    """Refuse a column of the table whose name the import needs for its own."""
    if name in catalog.colnames:
        raise ValueError(
            f"table: {table.place}: got the column {name!r}, a name that the import "
            "needs for what it finds in the images: rename the column"
        )
