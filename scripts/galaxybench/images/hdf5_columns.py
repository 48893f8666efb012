"""The columns of an HDF5 file, one value per image, as a catalog.

Columns that decide how images are split (`LINKING`) are read exactly or refused. Any
other column that cannot be kept is named in the log.
"""

import logging
import re
from collections.abc import Collection, Iterator

import h5py
import numpy as np
from astropy.table import Table

from galaxybench.images.hdf5_files import find_dataset, reading
from galaxybench.images.linking_columns import group_numbers, own_parts, sky_positions

logger = logging.getLogger(__name__)

LINKING = ("ra", "dec", "group", "part")
"""In lower case; a file may write them in any, and with spaces at the ends."""
HIDDEN = ("ra", "dec", "group", "radec")
"""Names, without their marks and spaces, that are refused where no column is read."""
SUSPECTS = (
    *(
        "raj2000",
        "decj2000",
        "dej2000",
        "ra2000",
        "dec2000",
        "radeg",
        "decdeg",
        "dedeg",
    ),
    *("radegrees", "decdegrees", "rightascension", "declination", "alphaj2000"),
    *("deltaj2000", "skycoord", "skycoords", "skyposition", "skypositions"),
)
"""Names like those in `HIDDEN` that are warned of in a file without positions."""
RESERVED = ("source_index", "content")
"""Columns that galaxybench writes itself."""
LONGEST_TEXT = 1000  # characters
MOST_COLUMNS = 900
"""A FITS table has at most 999 columns, and later steps add some."""


def read_catalog(
    file: h5py.File, rows: int, taken: Collection[str], required: Collection[str] | None
) -> Table:
    """Read the columns that lie beside the images and labels, or at the top level.

    Args:
        file: the open file.
        rows: the number of images.
        taken: the keys of images and labels, which are no columns.
        required: the columns that the file must have and that are read; None reads all.

    Returns:
        `rows` rows with `source_index` and the columns.

    Raises:
        ValueError: a column is missing, or one that decides the split is unusable.
    """
    catalog = Table({"source_index": np.arange(rows, dtype=np.int64)})
    if required is not None:
        for key in required:
            if key not in file:
                raise ValueError(
                    f"{file.filename}: expected a column {key!r} with one value per "
                    "image, got nothing; is this the official file?"
                )
            catalog[key] = _column(file, key, rows)
    else:
        _add_all(catalog, file, taken)
        _refuse_hidden(catalog, file)
    try:
        sky_positions(catalog)
        group_numbers(catalog)
        own_parts(catalog)
    except ValueError as error:
        raise ValueError(f"{file.filename}: {error}") from error
    return catalog


def _add_all(catalog: Table, file: h5py.File, taken: Collection[str]) -> None:
    """Add every column that can be used; name the others in the log.

    Raises:
        ValueError: one of `LINKING` cannot be used.
    """
    for key in _keys(file, taken):
        name = _name(key)
        try:
            values = _column(file, key, len(catalog))
            if name in (*catalog.colnames, *RESERVED):
                raise ValueError(
                    f"{file.filename}, key {key!r}: there are two columns {name!r}: "
                    "rename or remove one"
                )
            if name not in LINKING and len(catalog.colnames) >= MOST_COLUMNS:
                raise ValueError(
                    f"{file.filename}, key {key!r}: more than {MOST_COLUMNS} columns"
                )
        except ValueError as error:
            if name in LINKING:
                raise
            logger.info("left out of the catalog: %s", error)
        else:
            catalog[name] = values


def _keys(file: h5py.File, taken: Collection[str]) -> list[str]:
    """List what may be a column: at the top level, and beside images and labels."""
    folders = {"", *(key.strip("/").rpartition("/")[0] for key in taken)}
    known = {key.strip("/") for key in taken}
    keys = [
        f"{folder}/{name}".lstrip("/")
        for folder in sorted(folders)
        for name in sorted(map(str, file[folder or "/"]))
    ]
    # A group holds columns of its own; any other link should lead to a column.
    return [
        key
        for key in keys
        if key not in known and file.get(key, getclass=True) is not h5py.Group
    ]


def _name(key: str) -> str:
    """Return the column's name: the end of its key, plainly written if in `LINKING`."""
    name = key.rpartition("/")[2]
    plain = name.strip().lower()
    return plain if plain in LINKING else name


def _column(file: h5py.File, key: str, rows: int) -> np.ndarray:
    """Read a column (rows,) or (rows, 1) as bool, int64, uint64, float64 or str."""
    column = find_dataset(file, key, "values of the column")
    if column.shape not in ((rows,), (rows, 1)):
        raise ValueError(
            f"{file.filename}, key {key!r}: expected a column with one value per "
            f"image, shape ({rows},), got the shape {column.shape}: correct it, or "
            "rename it if it is no column of the images"
        )
    with reading(column):
        values = _values(column)
    if values is None:
        raise ValueError(
            f"{file.filename}, key {key!r}: expected a column of numbers or text, got "
            f"{column.dtype}: store every field as a data set of its own"
        )
    return values.reshape(rows)


def _values(column: h5py.Dataset) -> np.ndarray | None:
    """Read numbers and text without loss; None for anything else."""
    if h5py.check_string_dtype(column.dtype) is not None:
        # Not "replace", which could make two names equal.
        texts = column.asstr(errors="backslashreplace")[()]
        if max(map(len, texts.ravel()), default=0) > LONGEST_TEXT:
            raise ValueError(
                f"{column.file.filename}, key {column.name.lstrip('/')!r}: a text has "
                f"more than {LONGEST_TEXT} characters"
            )
        return np.asarray(texts, dtype=str)
    kind = column.dtype.kind
    if kind not in "iufb":
        return None
    values = column[()]
    if kind == "u" and values.max(initial=0) > np.iinfo(np.int64).max:
        return values.astype(np.uint64)
    wider = {"i": np.int64, "u": np.int64, "f": np.float64, "b": np.bool_}
    return values.astype(wider[kind])


def _refuse_hidden(catalog: Table, file: h5py.File) -> None:
    """Refuse positions and groups that are stored where no column is looked for.

    Left out, they would let images of one object into train and test.
    """
    found = _named_values(file, len(catalog))
    has_positions = "ra" in catalog.colnames
    for name, place in found.items():
        known = (
            has_positions if name in ("radec", *SUSPECTS) else name in catalog.colnames
        )
        if known:
            continue
        if name in SUSPECTS:
            logger.warning(
                "%s has values that look like positions %s. They are not used, so that "
                "images of one object may be in train and test: store them as data "
                "sets `ra` and `dec`, in degrees, beside the labels",
                *(file.filename, place),
            )
            continue
        cure = "store it as a data set of its own"
        if name == "radec":
            cure = "store it as the data sets 'ra' and 'dec'"
        raise ValueError(
            f"{file.filename} has {name!r} only {place}: {cure} beside the labels, "
            f"shape ({len(catalog)},), or rename it if it is something else"
        )


def _named_values(file: h5py.File, rows: int) -> dict[str, str]:
    """Find values for all images whose name is in `HIDDEN` or `SUSPECTS`.

    Returns:
        Name, in lower case and without marks -> where the first of that name is.
    """
    found: dict[str, str] = {}

    def note(name: str, shape: tuple[int, ...] | None, place: str) -> None:
        plain = re.sub(r"[^a-z0-9]", "", name.lower())
        if shape and rows in shape and plain in (*HIDDEN, *SUSPECTS):
            found.setdefault(plain, place)

    def visit(key: str, place: h5py.Dataset | h5py.Group) -> None:
        of = f"of the key {key!r}" if key else "of the file"
        for name in place.attrs:
            shape = place.attrs.get_id(name).shape
            note(str(name), shape, f"in the attribute {name!r} {of}")
        if isinstance(place, h5py.Dataset) and rows in (place.shape or ()):
            note(key.rpartition("/")[2], place.shape, f"under the key {key!r}")
            for name in _fields(place.dtype):
                note(name, place.shape, f"in a field {of}")

    visit("", file)
    file.visititems(visit)
    return found


def _fields(dtype: np.dtype) -> Iterator[str]:
    """List the names of the fields of a compound type, at any depth."""
    for name in dtype.names or ():
        yield name
        yield from _fields(dtype[name].base)
