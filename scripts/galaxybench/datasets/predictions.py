"""Predictions that were made elsewhere, without images: a CSV file of true classes.

Each row is a test image; there are no pixels and nothing to train on. Other columns,
such as `group`, `ra`, `dec` and `redshift`, go into the catalog.
"""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from astropy.table import Table

from galaxybench.download.checksums import checksum
from galaxybench.images.imageset import ImageSet
from galaxybench.images.labels import numbered_classes
from galaxybench.images.prediction_files import (
    Columns,
    columns,
    read_texts,
    row_name,
    shown,
    whole,
)

OPTIONS = {
    "path": {
        "type": "string",
        "minLength": 1,
        "description": "the CSV file, one row per test image",
    },
    "classes": {
        "type": ["array", "null"],
        "items": {"type": "string"},
        "minItems": 2,
        "uniqueItems": True,
        "default": None,
        "description": (
            "class names in the order of the class numbers; null names the classes by "
            "their numbers: one per column `p0`, `p1` ..., or else up to the highest "
            "number in the file"
        ),
    },
    "labels": {
        "type": ["string", "null"],
        "minLength": 1,
        "default": None,
        "description": (
            "the column of the true class numbers; null takes `test` or `label`"
        ),
    },
}
FILES = []
CLASSES = None
PREDEFINED_SPLIT = True
PIXELS = False
CITATION = ""

TAKEN = ("content", "source_class", "split_group")
"""Columns of a catalog that have a meaning of their own."""


def open_source(files: list[Path], options: dict[str, Any]) -> ImageSet:
    """Read the file at `path`.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: it is no CSV file, has no true classes, or values that are not
            allowed; it names the first row that is wrong.
    """
    path = Path(options["path"]).expanduser()
    raw = read_texts(path, "correct `path` of the data set, or put the file there")
    found = columns(path, raw, options["labels"])
    number = _classes(path, raw, found, options["classes"])
    labels = whole(path, raw, found.true, number)
    if len(np.unique(labels)) < 2:
        raise ValueError(
            f"{path}: all {len(labels):,} rows have {found.true} {labels[0]}, allowed: "
            "test images of two classes or more"
        )
    known = {"source": "predictions", "file": path.name, "labels": found.true}
    if "source_index" in raw:
        known["places"] = "source_index"
    return ImageSet(
        shape=(),
        labels=labels,
        classes=options["classes"] or [str(k) for k in range(number)],
        catalog=_catalog(path, raw, found),
        read=lambda rows: np.empty((len(rows), 0), np.uint8),
        provenance=known | {"sha256": checksum(path, "sha256")},
    )


def _classes(
    path: Path, raw: pd.DataFrame, found: Columns, names: list[str] | None
) -> int:
    """Return the number of classes."""
    if names is not None:
        return len(names)
    if found.shares:
        return len(found.shares)
    named = [found.true, *filter(None, [found.predicted])]
    numbers = np.concatenate([whole(path, raw, column) for column in named])
    return len(numbered_classes(numbers, str(path)))


def _catalog(path: Path, raw: pd.DataFrame, found: Columns) -> Table:
    """Gather the columns about the images; numbers stay numbers."""
    if taken := [name for name in found.others if name in TAKEN]:
        raise ValueError(
            f"{path}: got the column {shown(taken)}, a name that the catalog needs for "
            "something else: rename the column"
        )
    if "part" in found.others and (wrong := raw["part"].str.strip() != "test").any():
        row = int(np.flatnonzero(wrong)[0])
        raise ValueError(
            f"{path}: {row_name(row)}: got part {raw['part'][row]!r}, allowed: test. "
            "Every row is a test image: remove the others, or the column"
        )
    rows = np.arange(len(raw))
    if "source_index" in raw:
        rows = whole(path, raw, "source_index")
    return Table(
        {"source_index": rows}
        | {name: _values(raw[name], name == "group") for name in found.others}
        | {"part": np.full(len(raw), "test")}
    )


def _values(texts: pd.Series, exact: bool = False) -> np.ndarray:
    """Read a column as whole numbers, numbers (NaN where there is none) or text.

    With `exact`, whole numbers of which one is missing or too long are text, too.
    """
    stripped = texts.str.strip()
    empty = stripped.str.lower().isin(["", "nan"])
    numbers = pd.to_numeric(stripped.where(~empty), errors="coerce")
    if empty.all() or numbers[~empty].isna().any():
        return texts.to_numpy(str)
    if not empty.any() and stripped.str.fullmatch(r"[+-]?\d{1,18}").all():
        return stripped.astype(np.int64).to_numpy()
    if exact and stripped[~empty].str.fullmatch(r"[+-]?\d+").all():
        return stripped.where(~empty, "").to_numpy(str)
    return numbers.to_numpy(float)
