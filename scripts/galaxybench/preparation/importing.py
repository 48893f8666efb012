"""A data source into the project's own format: one FITS cube and a summary of it."""

import hashlib
import json
import logging
import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from galaxybench.download.checksums import declared
from galaxybench.files import write_json
from galaxybench.images.fits import content_hashes, write_cube
from galaxybench.images.imageset import ImageSet
from galaxybench.images.selection import select
from galaxybench.preparation.sources import declared_files, open_source

logger = logging.getLogger(__name__)

BATCH_IMAGES = 256
BATCH_BYTES = 64 * 2**20  # fewer images a batch where they are large


def import_dataset(
    source: str,
    files: list[Path],
    options: dict[str, Any],
    selection: dict[str, Any],
    output: Path,
    summary: Path,
) -> None:
    """Write the chosen images of a source, holding one batch in memory.

    Args:
        source: name of a file of `datasets/`.
        files: its downloaded files, in the order of its `FILES`.
        options: values of its `OPTIONS`, defaults filled in.
        selection: arguments of `galaxybench.images.selection.select`.
        output: the FITS cube to write; its catalog's `content` hashes every image.
        summary: the JSON file to write, after the cube.
    """
    images = select(open_source(source, files, options), **selection)
    # FITS drops spaces at the end of a text: two names could become one.
    images = replace(images, classes=[name.strip() for name in images.classes])
    if len(set(images.classes)) < len(images.classes):
        raise ValueError(f"{source}: class names must differ, got {images.classes}")
    catalog = images.catalog.copy()
    # Filled while the images pass by: the catalog is written after them.
    contents = np.zeros(len(images), "U32")
    catalog.add_column(contents, name="content", copy=False)
    write_cube(
        output,
        _hashed_batches(images, contents),
        shape=(len(images), *images.shape),
        labels=images.labels,
        catalog=catalog,
        classes=images.classes,
        header=images.provenance,
    )
    described = _summary(source, images, contents)
    write_json(summary, described)
    logger.info(
        "%s: %d images %s, %d of them repeated; %s",
        *(source, len(images), images.shape, described["duplicates"]),
        ", ".join(f"{name} {count}" for name, count in described["counts"].items()),
    )


def data_files(source: str, markers: list[str]) -> list[Path]:
    """Give the files that `<file>.verified` markers of downloads stand for.

    Args:
        source: name of a file of `datasets/`, whose `FILES` say what is right.
        markers: one a file, written when the file had been verified.

    Raises:
        FileNotFoundError: a file is gone.
        ValueError: a marker or a file is not of the file that the source declares.
    """
    expected = {file["name"]: declared(file) for file in declared_files(source)}
    files = [Path(marker).with_suffix("") for marker in markers]
    for file, marker in zip(files, markers, strict=True):
        if not file.is_file():
            raise FileNotFoundError(
                f"{file} is gone, though {marker} says that it was downloaded: "
                f"delete {marker} to download it again"
            )
        verified = _marker(Path(marker))
        kind, value = expected.get(file.name, ("sha256", None))
        for what, found, right in (
            (f"verified {kind}", verified.get(kind), value),
            ("bytes", file.stat().st_size, verified.get("size")),
        ):
            if found != right:
                raise ValueError(
                    f"{file}: got {what} {found}, expected {right}: "
                    f"delete {marker} and run again"
                )
    return files


def _marker(path: Path) -> dict[str, Any]:
    """Read a marker; an empty one where it is no JSON map."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}


def _hashed_batches(images: ImageSet, contents: np.ndarray) -> Iterator[np.ndarray]:
    """Read all images in order, and fill in their hashes on the way."""
    size = min(max(1, BATCH_BYTES // math.prod(images.shape)), BATCH_IMAGES)
    first = 0
    for batch in images.batches(size):
        contents[first : first + len(batch)] = content_hashes(batch)
        first += len(batch)
        yield batch


def _summary(source: str, images: ImageSet, contents: np.ndarray) -> dict[str, Any]:
    """Describe the data set; `sha256` changes with any pixel, label or class name."""
    counts = np.bincount(images.labels, minlength=len(images.classes))
    digest = hashlib.sha256("\n".join(images.classes).encode())
    digest.update(images.labels.astype("<i8").tobytes())
    digest.update("".join(contents.tolist()).encode())
    return {
        "source": source,
        "images": len(images),
        "shape": list(images.shape),
        "classes": images.classes,
        "counts": dict(zip(images.classes, counts.tolist(), strict=True)),
        "duplicates": len(images) - len(set(contents.tolist())),
        "sha256": digest.hexdigest(),
        "provenance": images.provenance,
    }
