"""The project's image format: one FITS file of images, labels and a catalog.

HDU 0 holds the images (n, height, width, channels), uint8 or float32 (BITPIX -32), HDU
1 the labels (n,) int64, HDU 2 a table CATALOG of n rows. `hdul[0].data` and
`hdul[1].data` are therefore what the source studies' code expects. Class names and
provenance are in the first header. Where there are labels but no pixels, HDU 0 has a
header alone.

`fits_text` stores and restores text in headers and catalogs.

HDU 0 is written by hand, because no astropy class writes an image in pieces and signs
it: `StreamingHDU` adds no checksums, copies every batch, and appends to whatever a
killed process left behind.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path
from typing import BinaryIO

import numpy as np
from astropy.io import fits
from astropy.table import Table

from galaxybench.files import replacing
from galaxybench.images.fits_header import UNDATED, image_header
from galaxybench.images.fits_text import plain, restored, writable
from galaxybench.images.pixel_types import STORED, FluxCube, as_stored

BLOCK = 2880
"""Bytes. FITS pads every header and every data part to whole blocks."""


def write_cube(
    path: Path,
    batches: Iterable[np.ndarray],
    shape: tuple[int, ...],
    labels: np.ndarray,
    catalog: Table,
    classes: list[str],
    header: Mapping[str, str | int | float | bool],
    *,
    dtype: np.dtype | type = np.uint8,
    hash_content: bool = False,
    measured: Callable[[], Mapping[str, np.ndarray]] = dict,
) -> list[str]:
    """Write images, labels and catalog, holding one batch in memory at a time.

    The file appears under its name only once it is complete.

    Args:
        path: the file to write.
        batches: images (m, height, width, channels), n of them in total.
        shape: (n, height, width, channels); (n,) where there are no pixels.
        labels: (n,) integers, indices into `classes`.
        catalog: n rows.
        classes: the class names.
        header: provenance, one header card per key, returned by `read_provenance`.
        dtype: of the images, uint8 or float32.
        hash_content: set the catalog's column `content` to the `content_hashes` of the
            images, and return these hashes; otherwise return an empty list.
        measured: gives more columns of the catalog, once all images were read.

    Raises:
        ValueError: the arguments do not fit together, or `measured` refuses the images.
    """
    _check(path, shape, labels, catalog, classes)
    cards = image_header(shape, dtype, classes, header)
    with replacing(path) as partial:
        with partial.open("wb") as file:
            file.write(cards.tostring().encode("ascii"))
            contents = _write_images(file, batches, shape, dtype, path, hash_content)
        columns = dict(measured()) | ({"content": contents} if contents else {})
        catalog = catalog.copy() if columns else catalog
        for name, values in columns.items():
            catalog[name] = values
        table, names = writable(catalog)
        with fits.open(partial, mode="append") as hdus:
            hdus.append(fits.ImageHDU(np.asarray(labels, np.int64), name="LABELS"))
            hdus.append(fits.BinTableHDU(table, name="CATALOG"))
            hdus[-1].header.update(names)
            for hdu in hdus[1:]:
                hdu.add_checksum(when=UNDATED)
        _sign_images(partial)
    return contents


def content_hashes(images: np.ndarray) -> list[str]:
    """Hash every image of (m, height, width, channels): 32 hex digits each.

    Floats are hashed as they are stored, so that every machine finds the same.
    """
    return [
        blake2b(image.data, digest_size=16).hexdigest() for image in as_stored(images)
    ]


def open_cube(path: Path) -> np.ndarray | FluxCube:
    """Map the images (n, height, width, channels) read-only; reads no pixel.

    Images of uint8 are a memory map, those of float32 a `FluxCube`.

    Astropy's own mapping is copy-on-write: it would accept changes and lose them.

    Raises:
        ValueError: the file is not in this format, or is truncated.
    """
    cards, start = _read_header(path)
    if not cards["NAXIS"]:
        raise ValueError(
            f"{path} has no images: its data set was read from a file of predictions"
        )
    with _named(path, "the shape of its images"):
        shape = tuple(int(cards[f"NAXIS{axis}"]) for axis in (4, 3, 2, 1))
    stored = STORED[cards["BITPIX"]]
    end = start + _padded(math.prod(shape) * stored.itemsize)
    if Path(path).stat().st_size < end:
        raise ValueError(
            f"{path} is truncated: its header promises {shape[0]} images, but the file "
            "ends before the last one; delete it and make it again"
        )
    pixels = np.memmap(path, stored, mode="r", offset=start, shape=shape)
    return pixels if stored == np.uint8 else FluxCube(pixels)


def has_pixels(path: Path) -> bool:
    """Whether a file holds images, or only what is known of them.

    Raises:
        ValueError: the file is not in this format.
    """
    cards, _ = _read_header(path)
    return cards["NAXIS"] > 0


def read_labels(path: Path) -> np.ndarray:
    """Read the labels (n,) int64."""
    labels, _ = _extension(path, 1)
    if labels is None:  # of no image
        return np.empty(0, np.int64)
    with _named(path, "its labels"):
        return labels.astype(np.int64)


def read_catalog(path: Path) -> Table:
    """Read the catalog: n rows, columns in native byte order."""
    table = _extension(path, "CATALOG")
    with _named(path, "its catalog"):
        return restored(*table)


def read_classes(path: Path) -> list[str]:
    """Read the class names, in the order of the labels."""
    cards, _ = _read_header(path)
    with _named(path, "its class names"):
        return [plain(cards[f"CLASS{label}"]) for label in range(cards["NCLASSES"])]


def read_provenance(path: Path) -> dict[str, str]:
    """Read the `header` that was passed to `write_cube`, every value as text."""
    cards, _ = _read_header(path)
    with _named(path, "its provenance"):
        keys = plain(cards["PROVKEYS"]).split()
        return {key: plain(cards[key]) for key in keys}


def _check(
    path: Path,
    shape: tuple[int, ...],
    labels: np.ndarray,
    catalog: Table,
    classes: list[str],
) -> None:
    images = shape[0]
    least = 1 if len(shape) > 1 else 0
    if not least <= images == len(labels) == len(catalog):
        raise ValueError(
            f"{path}: got {len(labels)} labels and {len(catalog)} catalog rows for "
            f"{images} images, expected one of each per image"
        )
    if images and (np.min(labels) < 0 or np.max(labels) >= len(classes)):
        raise ValueError(
            f"{path}: labels run from {np.min(labels)} to {np.max(labels)}, "
            f"but there are {len(classes)} classes (0 to {len(classes) - 1})"
        )


def _write_images(
    file: BinaryIO,
    batches: Iterable[np.ndarray],
    shape: tuple[int, ...],
    dtype: np.dtype | type,
    path: Path,
    hash_content: bool,
) -> list[str]:
    """Write the batches, and zeros to the end of the last block; return the hashes."""
    if len(shape) == 1:  # no pixels
        return []
    written, contents = 0, []
    for batch in batches:
        if batch.shape[1:] != tuple(shape[1:]) or batch.dtype != dtype:
            raise ValueError(
                f"{path}: got images of {batch.shape[1:]} {batch.dtype}, expected "
                f"{tuple(shape[1:])} {np.dtype(dtype)}"
            )
        written += len(batch)
        file.write(as_stored(batch).data)
        if hash_content:
            contents += content_hashes(batch)
    if written != shape[0]:
        raise ValueError(f"{path}: got {written} images, expected {shape[0]}")
    size = int(math.prod(shape)) * np.dtype(dtype).itemsize
    file.write(bytes(_padded(size) - size))
    return contents


def _sign_images(partial: Path) -> None:
    """Replace the placeholders of DATASUM and CHECKSUM in the header of the images.

    Astropy computes the sums of a file that it has opened without copying the pixels.
    Its own update mode would write the date into the header.
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
        with _named(path, "its header"):
            axes = cards.get("BITPIX"), cards.get("NAXIS")
        known = {(bits, 4) for bits in STORED} | {(8, 0)}
        if axes not in known or "PROVKEYS" not in cards:
            raise ValueError(
                f"{path} is not an image file of galaxybench: expected a cube of uint8 "
                "or float32, of four axes, with class names in its first HDU"
            )
        return cards, file.tell()


def _extension(path: Path, extension: int | str) -> tuple[np.ndarray, fits.Header]:
    _read_header(path)
    with _named(path, f"HDU {extension}"):
        return fits.getdata(path, extension, header=True, memmap=False)


@contextmanager
def _named(path: Path, what: str) -> Iterator[None]:
    """Name the file in an error of astropy, which may be any for a damaged file."""
    try:
        yield
    except Exception as error:
        raise ValueError(
            f"{path} is truncated or damaged: {what} cannot be read ({error}); delete "
            "it and make it again"
        ) from error


def _padded(size: int) -> int:
    return -(-size // BLOCK) * BLOCK
