"""The class of every row of a table, as the options of a catalog say."""

from typing import Any

import numpy as np

from galaxybench.images.catalog_classes import (
    MISSING,
    NONE,
    RowClasses,
    given_classes,
    own_labels,
)
from galaxybench.images.catalog_rows import LeftOut
from galaxybench.images.catalog_votes import vote_classes
from galaxybench.images.tables import ImageTable


def row_classes(
    table: ImageTable, options: dict[str, Any], missing: LeftOut, others: LeftOut
) -> RowClasses:
    """Find the class of every row: by votes, by its label, or by conditions.

    Args:
        table: the table.
        options: of the source `catalog`.
        missing: gets the rows without a label.
        others: gets the rows that fit no class.

    Raises:
        ValueError: the columns have no classes.
    """
    label = options["label"]
    if options["votes"] is not None:
        votes, weight = options["votes"], options["weight"]
        classes = vote_classes(table, votes, weight, options["counts"])
    elif options["classes"] is None:
        classes = own_labels(table, label)
    else:
        classes = given_classes(table, label, options["classes"])
    gaps = np.flatnonzero(classes.labels == MISSING)
    names = [table.named(int(row)) for row in gaps]
    missing.add(f"row {classes.without}", f"rows {classes.without}", names)
    rest = [table.named(int(row)) for row in np.flatnonzero(classes.labels == NONE)]
    unfit = f", with {classes.unfit}" if classes.unfit else ""
    one, many = f"row that fits no class{unfit}", f"rows that fit no class{unfit}"
    others.add(one, many, rest)
    return classes
