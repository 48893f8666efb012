"""What many FITS cut-outs have in common: bands and size; and how they lie on the sky.

All headers are looked at before any pixel is read, so that what does not fit is told at
once, with its number.
"""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from galaxybench.config.class_names import listed
from galaxybench.images.catalog_rows import LeftOut
from galaxybench.images.cutout_files import WITHOUT_BAND, CutoutFiles
from galaxybench.images.cutout_headers import CutoutHeaders, read_headers
from galaxybench.images.cutout_planes import hdu_names, image_hdus, without_warnings
from galaxybench.images.cutout_reader import CutoutReader
from galaxybench.images.cutout_scales import ROUNDING, sides_in_pixels
from galaxybench.images.cutout_sky import columns_of, orientation

SHOWN = 5
"""Sizes or numbers of bands that a message lists."""


@dataclass(frozen=True)
class Survey:
    """The cut-outs that can be used.

    Attributes:
        kept: (n,) bool, whether the row of the table has an image with all its bands.
        reader: reads rows of the table.
        warnings: what the user should know.
        columns: columns of the catalog, name -> (n,).
    """

    kept: np.ndarray
    reader: CutoutReader
    warnings: list[str]
    columns: dict[str, np.ndarray]


def survey(
    cutouts: CutoutFiles, rows: np.ndarray, options: dict[str, Any], missing: LeftOut
) -> Survey:
    """Look at the headers of rows (m,), at least one.

    Args:
        cutouts: the files of every row.
        rows: the rows of the table that have a file and a label.
        options: of the source `catalog`.
        missing: gets the rows that lack an HDU.

    Raises:
        OSError: a file may not be read.
        ValueError: a file cannot be used, or they do not fit together.
    """
    by_angle = options["size_arcsec"] is not None
    headers = read_headers(cutouts, rows, every_scale=by_angle)
    warnings = _several_images(cutouts, headers)
    lacking = _lacking(cutouts, headers, options["fill_bands"], missing)
    if lacking.any() and options["fill_bands"]:
        names = [_named(cutouts, row) for row in rows[lacking]]
        warnings.append(
            f"{len(names):,} of {len(rows):,} cut-outs lack a band, which is filled: "
            f"`nan: zero` ({listed(names, SHOWN)})"
        )
    used = np.ones(len(rows), bool) if options["fill_bands"] else ~lacking
    if used.any():
        headers = _chosen(headers, used)
    bands = _bands(cutouts, headers)
    size, arcsec, sides = options["size"], options["size_arcsec"], None
    if by_angle:
        sides = np.full((cutouts.table.rows, cutouts.parts), np.nan)
        found = sides_in_pixels(cutouts, headers, arcsec)
        sides[headers.rows] = found
        warnings += _upsampled(cutouts, headers, found, size)
    else:
        _refuse_uneven_parts(cutouts, headers)
        if size is not None:
            shorter = headers.sides.max(1).min(1)[:, np.newaxis]
            warnings += _uneven(shorter, size)
            warnings += _upsampled(cutouts, headers, shorter, size)
    shape = _common(cutouts, headers) if size is None else (size, size)
    exact = headers.exact.all()
    dtype = np.dtype(np.float32 if exact else np.float64)
    kept = np.zeros(cutouts.table.rows, bool)
    kept[rows[used]] = True
    return Survey(
        kept=kept,
        reader=CutoutReader(cutouts, (*shape, bands), dtype, sides),
        warnings=warnings + orientation(headers),
        columns=columns_of(headers, cutouts.table.rows),
    )


def _chosen(headers: CutoutHeaders, used: np.ndarray) -> CutoutHeaders:
    return CutoutHeaders(*(values[used] for values in vars(headers).values()))


def _several_images(cutouts: CutoutFiles, headers: CutoutHeaders) -> list[str]:
    """Say which HDU is read, where the files have several with images.

    Raises:
        ValueError: one has several, and another has others.
    """
    if cutouts.hdus != [None]:
        return []
    first: dict[tuple[str, ...], Path] = {}
    for place, part in np.argwhere(headers.bands > 0):
        file = cutouts.places[headers.rows[place], part]
        first.setdefault(headers.images[place, part], cutouts.files[file])
    if max(map(len, first)) < 2:
        return []
    path, *others = first.values()
    if others:
        raise ValueError(
            f"hdu: missing, as the cut-outs have different HDUs with images: {path} "
            f"has {hdu_names(path)}, {others[0]} has {hdu_names(others[0])}: name the "
            "one to read in `hdu`"
        )
    with without_warnings():
        found = image_hdus(path)
    return [
        f"{path} has {len(found)} HDUs with images ({hdu_names(path)}), of which the "
        f"first, {found[0]}, is read, as of all files: `hdu` chooses others"
    ]


def _lacking(
    cutouts: CutoutFiles, headers: CutoutHeaders, fill: bool, missing: LeftOut
) -> np.ndarray:
    """Find the rows (m,) that lack a part; count those that are not to be filled.

    Raises:
        ValueError: no row has a certain HDU.
    """
    gaps = headers.bands == 0
    for part in np.flatnonzero(gaps.all(0)):
        hdu = cutouts.hdus[part % len(cutouts.hdus)]
        path = cutouts.path(headers.rows[0])
        if hdu is None:
            raise ValueError(
                f"band_names: no cut-out with a label has a file of band {part} (from "
                f"0), such as beside {path}: leave it out of `band_names`"
            )
        raise ValueError(
            f"hdu: no cut-out has an HDU {hdu!r} ({path} has {hdu_names(path)}): "
            "correct `hdu`"
        )
    lacking = gaps.any(1)
    if not fill:
        found = []
        for place in np.flatnonzero(lacking):
            hdu = cutouts.hdus[int(np.argmax(gaps[place])) % len(cutouts.hdus)]
            row = int(headers.rows[place])
            found.append(f"{_named(cutouts, row)} has no HDU {hdu!r}")
        missing.add(*WITHOUT_BAND, found)
    return lacking


def _bands(cutouts: CutoutFiles, headers: CutoutHeaders) -> int:
    """Return the number of bands of all images.

    Raises:
        ValueError: they have different numbers, or a part has several.
    """
    if not cutouts.planes:
        several = np.argwhere(headers.bands > 1)
        if len(several):
            place, part = several[0]
            named = _named(cutouts, int(headers.rows[place]))
            raise ValueError(
                f"images: {named}: band {part} of {cutouts.parts} (from 0) has "
                f"{headers.bands[place, part]} planes, expected one in each file or "
                "HDU: save the bands one by one, or as the planes of one HDU"
            )
        return cutouts.parts
    numbers = headers.bands[:, 0]
    if numbers.min() != numbers.max():
        raise ValueError(
            f"images: the cut-outs have different numbers of bands: "
            f"{_counted(cutouts, headers, numbers.tolist())}: save all with the same "
            "bands in the same order, or leave some out of the table"
        )
    return int(numbers[0])


def _refuse_uneven_parts(cutouts: CutoutFiles, headers: CutoutHeaders) -> None:
    """Refuse bands of one object that differ in size."""
    there = (headers.bands > 0)[..., np.newaxis]
    high = headers.sides.max(1)
    low = np.where(there, headers.sides, high[:, np.newaxis]).min(1)
    uneven = np.flatnonzero((low != high).any(1))
    if len(uneven):
        row = int(headers.rows[uneven[0]])
        sizes = [f"{w}x{h}" for h, w in headers.sides[uneven[0]] if h]
        raise ValueError(
            f"images: the bands of {len(uneven):,} of {len(headers.rows):,} cut-outs "
            f"differ in size, the first is {_named(cutouts, row)} "
            f"({', '.join(sizes)}): save them on one grid of pixels, or, if their "
            "pixels differ in scale, write `size_arcsec`"
        )


def _common(cutouts: CutoutFiles, headers: CutoutHeaders) -> tuple[int, int]:
    """Return the height and width of all images.

    Raises:
        ValueError: they differ.
    """
    sizes = [(int(h), int(w)) for h, w in headers.sides.max(1)]
    if len(set(sizes)) > 1:
        texts = [f"{width}x{height} pixels" for height, width in sizes]
        raise ValueError(
            "size: missing, as the cut-outs differ in size: "
            f"{_counted(cutouts, headers, texts)}: write `size`, pixels per side, to "
            "which all are cropped around the centre and resampled"
        )
    return sizes[0]


def _upsampled(
    cutouts: CutoutFiles, headers: CutoutHeaders, sides: np.ndarray, size: int
) -> list[str]:
    """Say which squares of `sides`, (m, p) pixels or NaN, are smaller than `size`."""
    smallest = np.nanmin(sides, axis=1)
    few = smallest < size - ROUNDING
    if not few.any():
        return []
    row = int(headers.rows[np.argmin(smallest)])
    return [
        f"{few.sum():,} of {len(sides):,} cut-outs have fewer pixels than "
        f"`size: {size}` and were upsampled, which adds no detail: the smallest has "
        f"{smallest.min():.4g} pixels per side ({_named(cutouts, row)})"
    ]


def _uneven(shorter: np.ndarray, size: int) -> list[str]:
    """Say that images of differing sides, (m, 1) pixels, are brought to one."""
    if shorter.min() == shorter.max():
        return []
    return [
        f"the cut-outs have {shorter.min()} to {shorter.max()} pixels per side and "
        f"were resampled to {size}, so that their pixels differ in arcsec if they had "
        "one scale: `size_arcsec` keeps it"
    ]


def _counted(cutouts: CutoutFiles, headers: CutoutHeaders, values: list) -> str:
    """Count values (m,), the commonest first, with the first row of each other."""
    counts = Counter(values).most_common()
    texts = [f"{counts[0][0]} ({counts[0][1]:,})"]
    for value, number in counts[1:]:
        row = int(headers.rows[values.index(value)])
        texts.append(f"{value} ({number:,}, the first is {_named(cutouts, row)})")
    return listed(texts, SHOWN)


def _named(cutouts: CutoutFiles, row: int) -> str:
    return f"{cutouts.table.named(row)}, {cutouts.path(row)}"
