"""The user's files of a `catalog`: a table, and pictures or one array beside it.

The same list is what planning watches and what an import reads.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from galaxybench.config.catalog_columns import check_named
from galaxybench.config.cutout_files import (
    ENDINGS,
    is_cutout,
    named_by,
    names_cutouts,
)
from galaxybench.config.delimited_text import DELIMITERS, read_heading
from galaxybench.config.file_contents import digest
from galaxybench.config.user_files import SUFFIXES, files_below, regular, visible
from galaxybench.files import POINTER_BYTES, refuse_pointer

PARQUET = (".parquet", ".pq")
FITS = (".fits", ".fit")
VOTABLE = (".vot", ".votable", ".xml")
TABLES = (*DELIMITERS, ".ecsv", *FITS, *VOTABLE, *PARQUET)
"""Endings of tables, in lower case."""
HDF5 = (".h5", ".hdf5")
ARRAYS = (".npy", ".npz", *HDF5, *FITS)
"""Endings of files that hold all images as one array, in lower case."""


@dataclass(frozen=True)
class CatalogFiles:
    """The files of one data set.

    Attributes:
        table: the table, or the folder of its Parquet files.
        parts: the files of the table: itself, or the Parquet files in the folder.
        images: the folder of pictures, or the file of the array; None if the pictures
            are in the table.
        pictures: the files of images: the pictures, the cut-outs, or the one array.
        cutouts: whether the folder has FITS cut-outs, and not pictures.
    """

    table: Path
    parts: list[Path]
    images: Path | None
    pictures: list[Path]
    cutouts: bool = False

    @property
    def all(self) -> list[Path]:
        """Every file that the import reads: first the table, then the images."""
        return [*self.parts, *self.pictures]

    def digest(self, checksums: Sequence[str]) -> str:
        """Hash the contents of `all`, and the names of the files in folders."""
        table = digest(self.table, self.parts, checksums[: len(self.parts)])
        text = f"{table}  table\n"
        if self.images is not None:
            images = digest(self.images, self.pictures, checksums[len(self.parts) :])
            text += f"{images}  images\n"
        return hashlib.sha256(text.encode()).hexdigest()


def is_array(images: str | Path | None) -> bool:
    """Whether `images` is one array of all images, by the ending of its name."""
    return images is not None and Path(images).suffix.lower() in ARRAYS


def catalog_files(
    table: Path,
    images: Path | None,
    file: str | None = None,
    bands: Sequence[str] | None = None,
) -> CatalogFiles:
    """List the files of a table and of the images beside it.

    A folder has pictures or FITS cut-outs: the ending of the pattern `file` tells, or,
    where that is a column, the files: cut-outs if there are no pictures. No picture is
    opened but the smallest, which may be pointers of Git LFS.

    Args:
        table: the table, or the folder of its Parquet files.
        images: the folder of images, or the file of one array; None if the pictures are
            in the table.
        file: the column or pattern of the names of files.
        bands: what {band} in the pattern stands for.

    Raises:
        OSError: something may not be read.
        ValueError: the table has an unknown ending, a folder has no such files, or
            something is no regular file.
    """
    pictures, cutouts = [], False
    with _about("table"):
        parts = _parts(table)
    if images is not None:
        with _about("images"):
            if is_array(images):
                pictures = _array(images)
            else:
                pictures = _images_below(images, table, file, bands)
                cutouts = is_cutout(pictures[0])
    elif parts[0].suffix.lower() not in PARQUET:
        raise ValueError(
            f"images: missing, needed for the table {table}: the folder of the "
            "pictures, or the file of one array (only Parquet files hold pictures)"
        )
    return CatalogFiles(table, parts, images, pictures, cutouts)


def check_heading(options: dict[str, Any], files: CatalogFiles) -> None:
    """Check the columns that options name, where the table is text.

    Raises:
        OSError: the table cannot be read.
        ValueError: a column is missing, or the table has no heading.
    """
    if files.table.suffix.lower() in DELIMITERS:
        with _about("table"):
            heading = read_heading(files.table)
        check_named(options, heading, f"the table {files.table}")


@contextmanager
def _about(key: str) -> Iterator[None]:
    """Say which option a message is about."""
    try:
        yield
    except ValueError as error:
        raise ValueError(f"{key}: {error}") from None


def _parts(table: Path) -> list[Path]:
    if table.is_dir():
        found = [path for path in visible(table) if path.suffix.lower() in PARQUET]
        if not found:
            raise ValueError(
                f"the folder {table} has no files that end in "
                f"{' or '.join(PARQUET)}: name a table, or a folder of Parquet files"
            )
    elif table.suffix.lower() not in TABLES:
        raise ValueError(
            f"{table} ends in {table.suffix or 'nothing'!r}, allowed: "
            f"{', '.join(TABLES)}: save it in one of these formats, or rename it"
        )
    else:
        found = [table]
    for path in found:
        regular(path)
        refuse_pointer(path)
    return found


def _array(images: Path) -> list[Path]:
    if images.is_dir():
        raise ValueError(
            f"{images} is a folder, but its name ends like that of a file of "
            f"one array ({', '.join(ARRAYS)}): rename the folder"
        )
    regular(images)
    refuse_pointer(images)
    return [images]


def _images_below(
    images: Path, table: Path, file: str | None, bands: Sequence[str] | None
) -> list[Path]:
    """List the pictures below a folder, or the FITS cut-outs."""
    if not images.is_dir():
        raise ValueError(
            f"{images} is a file, allowed: a folder of pictures or FITS cut-outs, or a "
            f"file of one array that ends in {', '.join(ARRAYS)}"
        )
    files = files_below(images)
    kinds = {
        SUFFIXES: [path for path in files if path.suffix.lower() in SUFFIXES],
        ENDINGS: _cutouts(files, images, table, file, bands),
    }
    wanted = (SUFFIXES, ENDINGS)
    if (told := names_cutouts(file)) is not None:
        wanted = (ENDINGS,) if told else (SUFFIXES,)
    found = next((kinds[endings] for endings in wanted if kinds[endings]), [])
    if not found:
        raise ValueError(_nothing_found(images, files, wanted, file, bands))
    for path in found:
        if regular(path).st_size <= POINTER_BYTES:
            refuse_pointer(path)
    return found


def _cutouts(
    files: Sequence[Path],
    images: Path,
    table: Path,
    file: str | None,
    bands: Sequence[str] | None,
) -> list[Path]:
    """List the FITS files but the table, which may lie among them."""
    found = [
        path
        for path in files
        if is_cutout(path) and not (path.name == table.name and path.samefile(table))
    ]
    return named_by(found, images, file, bands)


def _nothing_found(
    images: Path,
    files: Sequence[Path],
    wanted: Sequence[tuple[str, ...]],
    file: str | None,
    bands: Sequence[str] | None,
) -> str:
    kind = f"pictures ({', '.join(SUFFIXES)})"
    if wanted == (ENDINGS,):
        of = f" with a band of {', '.join(bands)}" if bands is not None else ""
        kind = f"files named like {file!r}{of}"
    elif len(wanted) > 1:
        kind = f"pictures or FITS files ({', '.join(sum(wanted, ()))})"
    endings = Counter(path.suffix.lower() for path in files).most_common(3)
    has = ", ".join(f"{n:,} {ending or 'without ending'}" for ending, n in endings)
    first = f", the first is {files[0].relative_to(images)}" if files else ""
    return (
        f"{images} has no {kind}, only {has or 'nothing'}{first}, expected one for "
        "every row of the table: correct `images` or `file`, or convert the images, as "
        "docs/your_data.md says"
    )
