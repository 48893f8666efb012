"""A table beside pictures, small and right, for tests that then change something."""

import csv
import io
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from PIL import Image

from galaxybench.config import declarations
from galaxybench.datasets import image_folder
from galaxybench.images.imageset import ImageSet

SIZE = 12
ROWS = 12
FIRST_ID = 587739505552785600
"""A number of 18 digits, which a float would round to a multiple of 64 or more."""
PIXELS = np.random.default_rng(3).integers(0, 256, (ROWS, SIZE, SIZE, 3), np.uint8)
TYPES = ["Sa", "E0", "Sb", "E3"]


def columns() -> dict[str, list]:
    """The columns of the table, row by row of the images."""
    rows = range(ROWS)
    return {
        "name": [f"g{row}.png" for row in rows],
        "objid": [FIRST_ID + row for row in rows],
        "type": [TYPES[row % 4] for row in rows],
        "number": [row % 3 for row in rows],
        "smooth": [0.9 if row % 2 else 0.1 for row in rows],
        "z": [0.1 * row + 0.05 for row in rows],
    }


def csv_text(table: dict[str, Iterable], delimiter: str = ",") -> str:
    """Write columns as text."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\n")
    writer.writerow(table)
    writer.writerows(zip(*table.values(), strict=True))
    return text.getvalue()


def png(pixels: np.ndarray) -> bytes:
    """The bytes of a picture."""
    content = io.BytesIO()
    Image.fromarray(pixels).save(content, "PNG")
    return content.getvalue()


def write_catalog(folder: Path, **changed: Iterable | None) -> dict[str, list]:
    """Write `cat.csv` and the folder `thumbs`; None leaves a column out."""
    (folder / "thumbs").mkdir(parents=True, exist_ok=True)
    table = columns()
    for name, pixels in zip(table["name"], PIXELS, strict=True):
        (folder / "thumbs" / name).write_bytes(png(pixels))
    table |= {name: list(values or ()) for name, values in changed.items()}
    table = {name: values for name, values in table.items() if values}
    (folder / "cat.csv").write_text(csv_text(table))
    return table


def options(**given: object) -> dict[str, object]:
    """Options of a catalog in the working folder: defaults, and those given."""
    declared = declarations.source("catalog").options
    defaults = {k: v["default"] for k, v in declared.items() if "default" in v}
    own = {"table": "cat.csv", "images": "thumbs", "file": "name", "label": "type"}
    return defaults | own | {"size": SIZE} | given


def opened_folder(place: Path, size: int) -> ImageSet:
    """Open a folder of class folders as the source `image_folder` does."""
    given = {"path": str(place), "size": size, "channels": 3, "bits": None}
    return image_folder.open_source([], given)


def changed(values: list, row: int, value: object) -> list:
    """The values with one of them changed."""
    return [value if n == row else each for n, each in enumerate(values)]


VOTES = {"smooth": "p_smooth", "disk": "p_disk", "star": "p_star"}
"""The option `votes` for the columns of `vote_columns`."""
CLASSES = ["disk", "smooth", "star"]


def vote_counts() -> np.ndarray:
    """Votes of each row for CLASSES, (ROWS, 3) int64; each has the majority in turn."""
    rng = np.random.default_rng(7)
    counts = rng.integers(0, 9, (ROWS, 3))
    counts[np.arange(ROWS), np.arange(ROWS) % 3] += 10
    return counts


def vote_columns() -> dict[str, list]:
    """Fractions `p_…`, numbers `n_…` and the number of all votes, `total`."""
    counts = vote_counts()
    total = counts.sum(axis=1)
    table: dict[str, list] = {"total": total.tolist()}
    for name, own in zip(CLASSES, counts.T, strict=True):
        table[f"n_{name}"] = own.tolist()
        table[f"p_{name}"] = [f"{share:.3f}" for share in own / total]
    return table
