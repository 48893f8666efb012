"""A data set as it was imported, for the page that shows it."""

from pathlib import Path

import numpy as np
from astropy.table import Table

from galaxybench.images.fits import write_cube
from galaxybench.images.imageset import ImageSet
from galaxybench.images.selection import select
from galaxybench.preparation.duplicates import find_duplicates
from galaxybench.preparation.nan_counts import count_nan
from galaxybench.report import look

CLASSES = ["round", "edge-on"]


def image_set(pixels: np.ndarray, nan: str = "refuse", **columns: object) -> ImageSet:
    """Make images of two classes, of which every third is of the second.

    `columns` are those of the catalogue, and may replace `file`.
    """
    rows = np.arange(len(pixels))
    names = {"file": [f"g{row}.png" for row in rows]} | columns
    return ImageSet(
        shape=pixels.shape[1:],
        labels=(rows % 3 == 2).astype(np.int64),
        classes=CLASSES,
        catalog=Table({"source_index": rows} | names),
        read=lambda chosen: pixels[chosen],
        provenance={"source": "image_folder", "sha256": "0" * 64, "folder": "photos"},
        dtype=pixels.dtype,
        nan=nan,
    )


def imported(folder: Path, images: ImageSet, **options: object) -> look.Imported:
    """Write images as the import does; `options` are those of their source."""
    images, path = select(images), folder / "images.fits"
    contents = write_cube(
        path,
        images.batches(),
        (len(images), *images.shape),
        images.labels,
        images.catalog,
        images.classes,
        images.provenance,
        dtype=images.dtype,
        hash_content=True,
        measured=images.measured,
    )
    equal, about = {}, (images.labels, images.classes)
    if images.shape:
        equal = find_duplicates(contents, about[0], images.catalog, about[1])
    undefined, leaks = count_nan(images.measured(), *about)
    summary = {
        "images": len(images),
        "shape": list(images.shape),
        "pixels": images.dtype.name,
        "classes": images.classes,
        "warnings": [*images.warnings(), *leaks],
        **equal,
        **undefined,
    }
    described = {"source": images.provenance["source"], "options": options}
    return look.load("mine", described | {"selection": {}}, summary, path)
