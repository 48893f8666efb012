"""Orientation of FITS cut-outs on the sky: kept in the catalog, never changed."""

import numpy as np

from galaxybench.images.cutout_headers import UNKNOWN, CutoutHeaders
from galaxybench.images.sky_axes import north_spread

NORTH = "north_deg"
"""Column of the catalog: degrees from up, where the first row of pixels is at the
bottom, counter-clockwise to North; NaN if unknown."""
ALIKE = 5.0
"""Degrees that directions may differ without being told."""


def columns_of(headers: CutoutHeaders, rows: int) -> dict[str, np.ndarray]:
    """Return the columns of the catalog for all `rows` of the table.

    There are none where no image has a WCS.
    """
    if np.isnan(headers.north).all():
        return {}
    north = np.full(rows, np.nan)
    north[headers.rows] = headers.north
    return {NORTH: north}


def orientation(headers: CutoutHeaders) -> list[str]:
    """Say whether the images lie differently on the sky."""
    said, known = [], headers.mirrored != UNKNOWN
    spread = north_spread(headers.north)
    if spread > ALIKE:
        said.append(
            f"North lies up to {spread:.0f} degrees from its mean direction in the "
            f"cut-outs (column `{NORTH}`), which are not rotated"
        )
    mirrored = int((headers.mirrored[known] == 1).sum())
    if 0 < mirrored < known.sum():
        said.append(
            f"{mirrored:,} of {known.sum():,} cut-outs are mirror images of the "
            "others: East is right of North in them. They are not turned over"
        )
    return said
