"""The headers of many FITS cut-outs, read before any pixel: sizes, bands, the sky."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from galaxybench.images.cutout_files import CutoutFiles
from galaxybench.images.cutout_planes import Planes, look, without_warnings

UNKNOWN = -1
"""In place of whether an image is mirrored."""


@dataclass(frozen=True)
class CutoutHeaders:
    """What the headers of m rows with p parts each say.

    Attributes:
        rows: (m,) rows of the table.
        bands: (m, p) planes of each part; 0 where the part is missing.
        sides: (m, p, 2) height and width in pixels; 0 where the part is missing.
        scales: (m, p, 2) arcsec per pixel, along columns and rows; NaN if unknown or
            not asked for.
        north: (m,) as of `SkyAxes`, of the first part that is there; NaN if unknown.
        mirrored: (m,) 1, 0, or UNKNOWN.
        exact: (m,) whether float32 holds the pixels as they are.
        images: (m, p) tuples, as of `Planes`.
    """

    rows: np.ndarray
    bands: np.ndarray
    sides: np.ndarray
    scales: np.ndarray
    north: np.ndarray
    mirrored: np.ndarray
    exact: np.ndarray
    images: np.ndarray


def read_headers(
    cutouts: CutoutFiles, rows: np.ndarray, every_scale: bool = False
) -> CutoutHeaders:
    """Read the headers of the rows (m,).

    Args:
        cutouts: the files of every row.
        rows: the rows to look at.
        every_scale: whether the WCS of all parts is read, or of the first alone.

    Raises:
        OSError: a file may not be read.
        ValueError: one is no FITS file, or holds no image that can be used.
    """
    count, parts = len(rows), cutouts.parts
    found = CutoutHeaders(
        rows=rows,
        bands=np.zeros((count, parts), np.int16),
        sides=np.zeros((count, parts, 2), np.int32),
        scales=np.full((count, parts, 2), np.nan),
        north=np.full(count, np.nan),
        mirrored=np.full(count, UNKNOWN, np.int8),
        exact=np.ones(count, bool),
        images=np.empty((count, parts), object),
    )
    with without_warnings():
        for place, row in enumerate(rows):
            for part, planes in _parts(cutouts, row, every_scale):
                found.bands[place, part] = planes.bands
                found.sides[place, part] = planes.height, planes.width
                found.exact[place] &= planes.exact
                found.images[place, part] = planes.images
                if planes.sky is None:
                    continue
                found.scales[place, part] = planes.sky.scales
                if found.mirrored[place] == UNKNOWN:
                    found.north[place] = planes.sky.north
                    found.mirrored[place] = planes.sky.mirrored
    return found


def _parts(
    cutouts: CutoutFiles, row: int, every_scale: bool
) -> Iterator[tuple[int, Planes]]:
    """Yield the number and the planes of every part that a row has."""
    skies = len(cutouts.hdus) if every_scale else 1
    for file, place in enumerate(cutouts.places[row]):
        if place < 0:
            continue
        looked = look(cutouts.files[place], cutouts.hdus, skies)
        skies = skies if every_scale else 0
        for number, planes in enumerate(looked):
            if planes is not None:
                yield file * len(cutouts.hdus) + number, planes
