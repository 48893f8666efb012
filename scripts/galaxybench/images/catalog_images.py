"""The image of every row of a table: in a folder, one array, or Parquet files."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from galaxybench.config.catalog_columns import PICTURES
from galaxybench.config.catalog_files import CatalogFiles, is_array
from galaxybench.config.cutout_files import is_cutout
from galaxybench.images.array_files import open_array
from galaxybench.images.catalog_rows import (
    WITHOUT_IMAGE,
    LeftOut,
    file_names,
    matched,
)
from galaxybench.images.cutout_files import cutout_files
from galaxybench.images.cutout_survey import survey
from galaxybench.images.image_arrays import check_length
from galaxybench.images.parquet_tables import ParquetPictures
from galaxybench.images.picture_reader import PictureReader, opened_unchanged
from galaxybench.images.tables import ImageTable


@dataclass(frozen=True)
class RowImages:
    """The images that rows of the table have.

    Attributes:
        places: (n,) what `read` takes for every row; -1 where there is no image.
        shape: (height, width, channels) of one image; () before `looked`.
        read: places (m,) -> images (m, height, width, channels).
        warnings: as of `ImageSet`.
        files: (n,) the file of every row, relative to the folder; None elsewhere.
        dtype: uint8, or a type of floats.
        gaps: places (m,) that were read -> as of `ImageSet`; None where `read` gives
            the pixels as they are in the file.
        columns: more columns of the catalog, name -> (n,).
        looked: rows that will be used (m,) -> the same with what only their files tell;
            None where there is nothing to look at.
    """

    places: np.ndarray
    shape: tuple[int, ...]
    read: Callable[[np.ndarray], np.ndarray]
    warnings: Callable[[], list[str]] = list
    files: np.ndarray | None = None
    dtype: np.dtype = field(default=np.dtype(np.uint8))
    gaps: Callable[[np.ndarray], np.ndarray] | None = None
    columns: dict[str, np.ndarray] = field(default_factory=dict)
    looked: "Callable[[np.ndarray], RowImages] | None" = None


def row_images(
    own: CatalogFiles,
    checksums: list[str],
    table: ImageTable,
    options: dict[str, Any],
    missing: LeftOut,
) -> RowImages:
    """Find the image of every row of a table.

    Args:
        own: the files of the data set.
        checksums: the sha256 of each of `own.all`.
        table: the table.
        options: of the source `catalog`.
        missing: gets the rows without an image, and the images without a row.

    Raises:
        OSError: a file may not be read.
        ValueError: the images cannot be used, or do not fit the table.
    """
    every, files = np.arange(table.rows), None
    if is_array(own.images):
        array = open_array(own.images, options["key"], fluxes=True)
        check_length(array, table)
        return RowImages(every, array.shape, array.read, dtype=array.dtype)
    if own.cutouts:
        return _cutouts(own, checksums[len(own.parts) :], table, options, missing)
    shape = (options["size"], options["size"], options["channels"])
    if own.images is None:
        pictures = ParquetPictures(own.parts, options["file"] or PICTURES)
        names = [f"{own.table}: {table.named(row)}" for row in every]
        reader = PictureReader(
            own.table, names, pictures.opened, shape, options["bits"]
        )
        places = np.where(pictures.missing, -1, every)
        gaps = np.flatnonzero(pictures.missing)
        missing.add(*WITHOUT_IMAGE, [table.named(int(row)) for row in gaps])
    else:
        paths, known = own.pictures, checksums[len(own.parts) :]
        names = file_names(table, options["file"])
        _refuse_beside_pictures(table, names, own)
        places = np.array(matched(table, names, own.images, paths, missing))
        reader = PictureReader(
            place=own.images,
            names=paths,
            opened=lambda place: opened_unchanged(paths[place], known[place]),
            shape=shape,
            bits=options["bits"],
        )
        files = np.array([name or "" for name in names])
    return RowImages(places, shape, reader.read, reader.warnings, files)


def _refuse_beside_pictures(
    table: ImageTable, names: list[str | None], own: CatalogFiles
) -> None:
    """Refuse a column of FITS cut-outs that lie beside pictures in one folder."""
    given = [name for name in names if name is not None]
    if given and all(map(is_cutout, given)):
        raise ValueError(
            f"file: {table.place}: {table.named(0)} and all others name FITS files, "
            f"such as {given[0]!r}, but {own.images} has pictures, which are read "
            "where `file` is a column: move the pictures elsewhere, or write a pattern "
            'with the ending, such as "{id}.fits"'
        )


def _cutouts(
    own: CatalogFiles,
    checksums: list[str],
    table: ImageTable,
    options: dict[str, Any],
    missing: LeftOut,
) -> RowImages:
    """Find the FITS cut-outs of every row; `looked` reads their headers."""
    cutouts = cutout_files(table, options, own.images, own.pictures, checksums, missing)
    usable = cutouts.usable(options["fill_bands"])
    every = np.arange(table.rows)
    files = [
        cutouts.path(row).relative_to(own.images).as_posix() if usable[row] else ""
        for row in every
    ]
    found = RowImages(np.where(usable, every, -1), (), _unread, files=np.array(files))

    def looked(rows: np.ndarray) -> RowImages:
        known = survey(cutouts, rows, options, missing)
        return replace(
            found,
            places=np.where(known.kept, every, -1),
            shape=known.reader.shape,
            read=known.reader.read,
            warnings=lambda: known.warnings,
            dtype=known.reader.dtype,
            gaps=lambda places: known.reader.gaps[places],
            columns=known.columns,
        )

    return replace(found, looked=looked)


def _unread(_: np.ndarray) -> np.ndarray:
    raise AssertionError("the cut-outs were not looked at")
