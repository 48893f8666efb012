"""Import a data source: write its images into one FITS cube, with a summary."""

import hashlib
import logging
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

from galaxybench.config.class_names import fault, listed, mistake
from galaxybench.download.checksums import proven
from galaxybench.files import write_json
from galaxybench.images import vote_columns
from galaxybench.images.fits import write_cube
from galaxybench.images.imageset import ImageSet, class_counts, images_per_batch
from galaxybench.images.selection import select
from galaxybench.preparation.duplicates import find_duplicates, log_duplicates
from galaxybench.preparation.nan_counts import count_nan

logger = logging.getLogger(__name__)

MOST_COUNTED = 100
"""Most classes whose images the log counts."""
BATCH_IMAGES = 256
BATCH_BYTES = 64 * 2**20
"""The smaller of the two limits decides the size of a batch."""


def import_dataset(
    source: str,
    files: list[Path],
    options: dict[str, Any],
    selection: dict[str, Any],
    output: Path,
    summary: Path,
    planned: str | None = None,
) -> None:
    """Write the chosen images of a source, holding one batch in memory at a time.

    Args:
        source: name of a file of `datasets/`.
        files: its downloaded files, in the order of its `FILES`.
        options: values of its `OPTIONS`, defaults filled in.
        selection: arguments of `galaxybench.images.selection.select`.
        output: the FITS cube to write; its catalog's `content` hashes every image.
        summary: the JSON file to write, after the cube.
        planned: the `sha256` that the provenance of the user's own files must have;
            None for downloaded files.

    Raises:
        ValueError: the source, the selection or a class name is wrong, or the files
            changed after the import was planned.
    """
    images = select(_open(source, files, options, planned), **selection)
    _check_names(source, images)
    # Nobody can see spaces at the ends.
    images = replace(images, classes=[name.strip() for name in images.classes])
    size = images_per_batch(images.shape, BATCH_BYTES, images.dtype)
    contents = write_cube(
        output,
        images.batches(min(size, BATCH_IMAGES)),
        shape=(len(images), *images.shape),
        labels=images.labels,
        catalog=images.catalog,
        classes=images.classes,
        header=images.provenance,
        dtype=images.dtype,
        hash_content=True,
        measured=images.measured,
    )
    _write_summary(summary, source, images, contents)


def _write_summary(
    summary: Path, source: str, images: ImageSet, contents: list[str]
) -> None:
    """Write what was imported as JSON, and log it; `contents` hash the images."""
    counts = class_counts(images.labels, images.classes)
    undefined, leaks = count_nan(images.measured(), images.labels, images.classes)
    equal = {}
    if images.shape:
        equal = find_duplicates(contents, images.labels, images.catalog, images.classes)
        log_duplicates(equal)
    write_json(
        summary,
        {
            "source": source,
            "images": len(images),
            "shape": list(images.shape),
            "pixels": images.dtype.name,
            "classes": images.classes,
            "counts": counts,
            **equal,
            **undefined,
            "warnings": _warned([*images.warnings(), *leaks]),
            "sha256": _fingerprint(images, contents),
            "provenance": images.provenance,
        },
    )
    _log(source, images, counts, equal.get("duplicates"))


def _warned(warnings: list[str]) -> list[str]:
    """Log and return the warnings."""
    for warning in warnings:
        logger.warning("%s", warning)
    return warnings


def _log(
    source: str, images: ImageSet, counts: dict[str, int], repeated: int | None
) -> None:
    pixels = "without pixels"
    if images.shape:
        pixels = f"{images.shape}, {repeated} of them repeated"
    logger.info(
        "%s: %d images %s; %s",
        *(source, len(images), pixels),
        listed([f"{name} {count}" for name, count in counts.items()], MOST_COUNTED),
    )


def data_files(source: str, markers: list[str]) -> list[Path]:
    """Return the downloaded files of a source that `<file>.verified` markers stand for.

    Raises:
        FileNotFoundError: a file is gone.
        ValueError: the content of a file is not what the source declares.
    """
    declared = import_module(f"galaxybench.datasets.{source}").FILES
    return [proven(Path(marker), declared) for marker in markers]


def _open(
    source: str, files: list[Path], options: dict[str, Any], planned: str | None
) -> ImageSet:
    images = import_module(f"galaxybench.datasets.{source}").open_source(files, options)
    if planned not in (None, images.provenance.get("sha256")):
        raise ValueError(
            f"{options.get('path') or options['table']} changed after this import was "
            "planned: run the same command again"
        )
    return images


def _check_names(source: str, images: ImageSet) -> None:
    """Refuse names of classes and columns that cannot be printed or told apart."""
    known = images.provenance
    where = f"{source} {known.get('file') or known.get('folder') or ''}".rstrip()
    if wrong := mistake(images.classes):
        raise ValueError(
            f"{where}: {wrong}: change it where it comes from (the name of a folder, a "
            "list in a file), or name the classes anew with `merge_classes`"
        )
    for name in images.catalog.colnames:
        if wrong := fault(name):
            raise ValueError(f"{where}: the column name {wrong}: rename the column")


def _fingerprint(images: ImageSet, contents: list[str]) -> str:
    """Compute a hash that changes with any pixel, label, vote or class name."""
    digest = hashlib.sha256("\n".join(images.classes).encode())
    digest.update(images.labels.astype("<i8").tobytes())
    for votes in (
        vote_columns.shares_of(images.catalog, images.provenance),
        vote_columns.counts_of(images.catalog, images.provenance),
    ):
        digest.update(b"" if votes is None else votes.astype("<f8").tobytes())
    digest.update("".join(contents).encode())
    return digest.hexdigest()
