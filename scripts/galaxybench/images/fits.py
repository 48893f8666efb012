"""The project's one image format: a FITS file of images, labels and a catalog.

HDU 0 holds the images (n, height, width, channels) uint8, HDU 1 the labels (n,)
int64, HDU 2 a table CATALOG of n rows, so that `hdul[0].data` and `hdul[1].data` are
what the source studies read. Class names and provenance are in the first header.

Text in headers and catalogs is stored with Python's `unicode_escape`, because FITS
knows printable ASCII only: plain words stay as they are, and a BibTeX entry with its
line breaks and accents comes back unchanged.
"""

from collections.abc import Callable, Iterable, Mapping
from hashlib import blake2b
from pathlib import Path
from typing import BinaryIO

import numpy as np
from astropy.io import fits
from astropy.table import Table

from galaxybench.files import replacing

BLOCK = 2880  # bytes: FITS pads every header and every data part to whole blocks
UNDATED = "of this HDU"  # astropy's own comment is a date: no two files were equal


def write_cube(
    path: Path,
    batches: Iterable[np.ndarray],
    shape: tuple[int, int, int, int],
    labels: np.ndarray,
    catalog: Table,
    classes: list[str],
    header: Mapping[str, str | int | float | bool],
) -> None:
    """Write images, labels and catalog, holding one batch in memory at a time.

    Args:
        path: the file to write; it appears under this name only when it is whole.
        batches: images (m, height, width, channels) uint8, n of them in all.
        shape: (n, height, width, channels).
        labels: (n,) integers, indices into `classes`.
        catalog: n rows; read after the last batch, so that who makes the batches may
            fill in on the way what only the pixels tell.
        classes: the class names.
        header: provenance, one header card a key, given back by `read_provenance`.

    Raises:
        ValueError: what was given does not fit together.
    """
    _check(path, shape, labels, catalog, classes)
    cards = _image_header(shape, classes, header)
    with replacing(path) as partial:
        with partial.open("wb") as file:
            file.write(cards.tostring().encode("ascii"))
            _write_images(file, batches, shape, path)
        with fits.open(partial, mode="append") as hdus:
            hdus.append(fits.ImageHDU(np.asarray(labels, np.int64), name="LABELS"))
            table = _recoded(catalog, _escaped_column)
            hdus.append(fits.BinTableHDU(table, name="CATALOG"))
            for hdu in hdus[1:]:
                hdu.add_checksum(when=UNDATED)
        _sign_images(partial)


def open_cube(path: Path) -> np.ndarray:
    """Map the images (n, height, width, channels) uint8 read-only; reads no pixel."""
    cards, start = _read_header(path)
    shape = tuple(cards[f"NAXIS{axis}"] for axis in (4, 3, 2, 1))
    if Path(path).stat().st_size < start + _padded(int(np.prod(shape, dtype=np.int64))):
        raise ValueError(
            f"{path} is truncated: {shape[0]} images are promised and the file ends "
            "before the last; delete it and make it again"
        )
    return np.memmap(path, np.uint8, mode="r", offset=start, shape=shape)


def read_labels(path: Path) -> np.ndarray:
    """Read the labels (n,) int64."""
    _read_header(path)
    return _extension(path, 1).astype(np.int64)


def read_catalog(path: Path) -> Table:
    """Read the catalog: n rows, columns in the machine's own byte order."""
    _read_header(path)
    table = Table(_extension(path, "CATALOG"))
    for name in table.colnames:
        table[name] = table[name].astype(table[name].dtype.newbyteorder("="))
    return _recoded(table, _plain_column)


def read_classes(path: Path) -> list[str]:
    """Read the class names, in the order of the labels."""
    cards, _ = _read_header(path)
    return [_plain(cards[f"CLASS{label}"]) for label in range(cards["NCLASSES"])]


def read_provenance(path: Path) -> dict[str, str]:
    """Read what `write_cube` was given as `header`, every value as text."""
    cards, _ = _read_header(path)
    keys = _plain(cards["PROVKEYS"]).split()
    return {key: _plain(cards[key]) for key in keys}


def _check(
    path: Path,
    shape: tuple[int, int, int, int],
    labels: np.ndarray,
    catalog: Table,
    classes: list[str],
) -> None:
    """Refuse labels, a catalog or classes that do not belong to n images."""
    images = shape[0]
    if images < 1:
        raise ValueError(f"{path}: there is no image to write")
    if len(labels) != images or len(catalog) != images:
        raise ValueError(
            f"{path}: {images} images need as many labels and catalog rows, "
            f"got {len(labels)} labels and {len(catalog)} rows"
        )
    if np.min(labels) < 0 or np.max(labels) >= len(classes):
        raise ValueError(
            f"{path}: labels run from {np.min(labels)} to {np.max(labels)}, "
            f"but there are {len(classes)} classes (0 to {len(classes) - 1})"
        )


def _image_header(
    shape: tuple[int, int, int, int],
    classes: list[str],
    header: Mapping[str, str | int | float | bool],
) -> fits.Header:
    """Make the whole header of HDU 0, with room for its two checksums."""
    cards = fits.Header([("SIMPLE", True), ("BITPIX", 8), ("NAXIS", 4)])
    for axis, length in enumerate(reversed(shape), start=1):
        cards[f"NAXIS{axis}"] = int(length)
    cards["EXTEND"] = True
    cards["NCLASSES"] = (len(classes), "number of classes")
    for label, name in enumerate(classes):
        cards[f"CLASS{label}"] = _escaped(name)
    cards["PROVKEYS"] = _escaped(" ".join(header))
    for key, value in header.items():
        if key.upper() in cards or set(key) & set(" ="):
            raise ValueError(f"header key {key!r} is taken or has a space or '='")
        # A longer key makes a HIERARCH card, as is usual; no prefix, no warning.
        name = key if len(key) <= 8 else f"HIERARCH {key}"
        cards[name] = _escaped(value) if isinstance(value, str) else value
    cards["CHECKSUM"] = ("0" * 16, UNDATED)
    cards["DATASUM"] = ("0" * 10, UNDATED)
    return cards


def _write_images(
    file: BinaryIO,
    batches: Iterable[np.ndarray],
    shape: tuple[int, int, int, int],
    path: Path,
) -> None:
    """Write every batch as it comes, then zeros to the end of the last block."""
    written = 0
    for batch in batches:
        if batch.shape[1:] != tuple(shape[1:]) or batch.dtype != np.uint8:
            raise ValueError(
                f"{path}: images of {tuple(shape[1:])} uint8 were promised, "
                f"got {batch.shape[1:]} {batch.dtype}"
            )
        written += len(batch)
        file.write(np.ascontiguousarray(batch).data)
    if written != shape[0]:
        raise ValueError(f"{path}: {shape[0]} images were promised, got {written}")
    size = int(np.prod(shape, dtype=np.int64))
    file.write(bytes(_padded(size) - size))


def _sign_images(partial: Path) -> None:
    """Fill in DATASUM and CHECKSUM of the images, whose header has room for them.

    Astropy sums an HDU that it has opened in the file's own pages; data that it is
    given it copies first. Its update mode would write the date.
    """
    with fits.open(partial, memmap=True) as hdus:
        hdus[0].add_checksum(when=UNDATED)
        text = hdus[0].header.tostring()
        start = hdus[0].fileinfo()["datLoc"]
    if len(text) != start:
        raise AssertionError(f"the header grew from {start} to {len(text)} bytes")
    with partial.open("r+b") as file:
        file.write(text.encode("ascii"))


def _read_header(path: Path) -> tuple[fits.Header, int]:
    """Read the first header and the byte at which the images start."""
    with Path(path).open("rb") as file:
        try:
            cards = fits.Header.fromfile(file)
        except (OSError, EOFError, ValueError) as error:
            raise ValueError(f"{path} is not a FITS file: {error}") from error
        if (cards.get("BITPIX"), cards.get("NAXIS")) != (8, 4) or (
            "PROVKEYS" not in cards
        ):
            raise ValueError(
                f"{path} is not an image file of galaxybench: a uint8 cube of four "
                "axes with class names was expected in its first HDU"
            )
        return cards, file.tell()


def _extension(path: Path, extension: int | str) -> np.ndarray:
    """Read a whole extension into memory."""
    try:
        return fits.getdata(path, extension, memmap=False)
    except (OSError, IndexError, KeyError, TypeError, ValueError) as error:
        raise ValueError(
            f"{path} is truncated: HDU {extension} cannot be read ({error}); "
            "delete it and make it again"
        ) from error


def _recoded(table: Table, recode: Callable[[np.ndarray], np.ndarray]) -> Table:
    """Copy a table with every column of text recoded."""
    table = table.copy()
    for name in table.colnames:
        if table[name].dtype.kind == "U":
            table[name] = recode(np.asarray(table[name]))
    return table


def _escaped_column(column: np.ndarray) -> np.ndarray:
    return np.char.encode(column, "unicode_escape")


def _plain_column(column: np.ndarray) -> np.ndarray:
    return np.char.decode(np.char.encode(column, "ascii"), "unicode_escape")


def _escaped(text: str) -> str:
    return text.encode("unicode_escape").decode("ascii")


def _plain(value: str | int | float | bool) -> str:
    return str(value).encode("ascii").decode("unicode_escape")


def _padded(size: int) -> int:
    return -(-size // BLOCK) * BLOCK


def content_hashes(images: np.ndarray) -> list[str]:
    """Hash every image of (m, height, width, channels) uint8: 32 hex digits each."""
    return [
        blake2b(np.ascontiguousarray(image).data, digest_size=16).hexdigest()
        for image in images
    ]
