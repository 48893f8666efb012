"""The FITS files of every row of a table: one per object, or one per band."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from galaxybench.config.catalog_columns import BAND
from galaxybench.images.catalog_rows import (
    WITHOUT_IMAGE,
    LeftOut,
    file_names,
    matched,
)
from galaxybench.images.cutout_planes import Hdu
from galaxybench.images.tables import ImageTable

WITHOUT_BAND = ("row without a band", "rows without a band")
"""One such row, and several, in words."""


@dataclass(frozen=True)
class CutoutFiles:
    """Which files hold the image of every row.

    A part of an image is one file, or one HDU: there are several of one of these.

    Attributes:
        table: the table, n rows.
        files: the FITS files in the folder.
        checksums: the sha256 of each.
        places: (n, k) indices into `files`, of k files per row; -1 for none.
        hdus: which HDUs are read of each file.
        planes: whether one HDU has all bands, as its planes.
    """

    table: ImageTable
    files: Sequence[Path]
    checksums: Sequence[str]
    places: np.ndarray
    hdus: Sequence[Hdu]
    planes: bool

    @property
    def parts(self) -> int:
        """Parts of one image."""
        return self.places.shape[1] * len(self.hdus)

    def path(self, row: int) -> Path:
        """Return the first file that a row has."""
        return self.files[next(place for place in self.places[row] if place >= 0)]

    def usable(self, fill: bool) -> np.ndarray:
        """Tell which rows (n,) have all files; with `fill`, at least one."""
        there = self.places >= 0
        return there.any(1) if fill else there.all(1)


def cutout_files(
    table: ImageTable,
    options: dict[str, Any],
    root: Path,
    files: Sequence[Path],
    checksums: Sequence[str],
    missing: LeftOut,
) -> CutoutFiles:
    """Find the files of every row.

    Args:
        table: the table.
        options: of the source `catalog`.
        root: the folder of the images.
        files: the FITS files in it.
        checksums: the sha256 of each.
        missing: gets the rows without an image or a band, and images without a row.

    Raises:
        ValueError: two rows name the same file, no row names any, or {band} has two
            meanings.
    """
    if options["band_names"] is None:
        names = file_names(table, options["file"])
        places = np.array(matched(table, names, root, files, missing))[:, np.newaxis]
    else:
        places = _of_bands(table, options, root, files, missing)
    hdu = options["hdu"]
    several = isinstance(hdu, list)
    planes = options["band_names"] is None and not several
    hdus = hdu if several else [hdu]
    return CutoutFiles(table, files, checksums, places, hdus, planes)


def _of_bands(
    table: ImageTable,
    options: dict[str, Any],
    root: Path,
    files: Sequence[Path],
    missing: LeftOut,
) -> np.ndarray:
    """Find the file of every row and band: (n, k) indices into `files`, or -1."""
    if BAND in table.columns:
        raise ValueError(
            f"band_names: {table.place} has a column {BAND!r}, so that {{{BAND}}} in "
            "`file` has two meanings: rename the column, or remove `band_names`"
        )
    patterns = [
        options["file"].replace(f"{{{BAND}}}", band) for band in options["band_names"]
    ]
    names = [file_names(table, pattern) for pattern in patterns]
    unsaid = LeftOut(missing.option, drop=True)
    places = np.stack(
        [matched(table, each, root, files, unsaid) for each in names], axis=1
    )
    used, times = np.unique(places[places >= 0], return_counts=True)
    if (times > 1).any():
        twice = files[used[np.argmax(times > 1)]]
        raise ValueError(
            f"file: {table.place}: {twice} is named for two bands, expected one file "
            "per row and band: write a sign between the columns in `file`"
        )
    none = (places < 0).all(1)
    found = [f"{table.named(row)}: {names[0][row]!r}" for row in np.flatnonzero(none)]
    missing.add(*WITHOUT_IMAGE, found)
    if not options["fill_bands"]:
        found = []
        for row in np.flatnonzero((places < 0).any(1) & ~none):
            band = int(np.argmin(places[row]))
            found.append(f"{table.named(row)}: {names[band][row]!r}")
        missing.add(*WITHOUT_BAND, found)
    rest = set(range(len(files))) - set(used.tolist())
    unnamed = [repr(files[n].relative_to(root).as_posix()) for n in sorted(rest)]
    missing.add("image without a row", "images without a row", unnamed)
    return places
