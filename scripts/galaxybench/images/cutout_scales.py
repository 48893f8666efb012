"""How many pixels of every FITS cut-out make the arcsec that are asked for."""

from collections.abc import Sequence

import numpy as np

from galaxybench.config.class_names import listed
from galaxybench.images.cutout_files import CutoutFiles
from galaxybench.images.cutout_headers import CutoutHeaders
from galaxybench.images.tables import ImageTable

COLUMN = "pixel_scale"
"""Column of a table: arcsec per pixel of the row's image."""
ALIKE = 0.01
"""Scales that differ by a smaller share are the same."""
ROUNDING = 1e-3
"""Pixels that a cut-out may lack, because scales are not exact."""


def sides_in_pixels(
    cutouts: CutoutFiles, headers: CutoutHeaders, arcsec: float
) -> np.ndarray:
    """Return the side of the square in pixels for every row and part.

    The scale is that of the column `pixel_scale`, or else that of the WCS.

    Returns:
        (m, p) float64, NaN where a part is missing.

    Raises:
        ValueError: a scale is unknown or wrong, column and WCS differ, a cut-out is
            smaller than that, or the column cannot hold for all bands.
    """
    table, there = cutouts.table, headers.bands > 0
    given = _column(table, headers.rows)
    low, high = headers.scales.min(2), headers.scales.max(2)
    columns = np.broadcast_to(given[:, np.newaxis], there.shape)

    def refuse(which: np.ndarray, what: str, cure: str) -> None:
        _refuse(cutouts, headers, which & there, what, cure)

    refuse(
        np.isnan(columns) & np.isnan(low),
        "no pixel scale: neither a WCS with a scale nor a value in the column "
        f"{COLUMN!r}",
        f"add the column {COLUMN!r} (arcsec per pixel) to the table, or remove "
        "`size_arcsec`",
    )
    refuse(
        np.isnan(columns) & (high > low * (1 + ALIKE)),
        "pixels that are not square, by their WCS",
        "resample these cut-outs to square pixels, or remove `size_arcsec`",
    )
    refuse(
        np.abs(columns - low) > ALIKE * columns,
        f"another pixel scale in the column {COLUMN!r} than in the WCS",
        "correct the table or the headers, or remove the column",
    )
    refuse(
        np.isnan(low) & ~np.isnan(columns) & _uneven(headers)[:, np.newaxis],
        f"bands of differing size in pixels, for which the one column {COLUMN!r} "
        "cannot hold, and no WCS with a scale in each",
        "write the scale of each band into its header, or save the bands on one grid "
        "of pixels",
    )
    sides = arcsec / np.where(np.isnan(columns), np.sqrt(low * high), columns)
    refuse(
        sides < 1,
        f"a pixel scale of more than `size_arcsec: {arcsec:g}` per pixel",
        "correct the scale (arcsec per pixel) or `size_arcsec`",
    )
    refuse(
        sides > headers.sides.min(2) + ROUNDING,
        f"fewer than {arcsec:g} arcsec per side",
        "choose a smaller `size_arcsec`, or leave these cut-outs out of the table",
    )
    return np.where(there, np.minimum(sides, headers.sides.min(2)), np.nan)


def _uneven(headers: CutoutHeaders) -> np.ndarray:
    """Tell which rows (m,) have parts that differ in size."""
    there = (headers.bands > 0)[..., np.newaxis]
    high = headers.sides.max(1, keepdims=True)
    return (there & (headers.sides != high)).any((1, 2))


def _column(table: ImageTable, rows: np.ndarray) -> np.ndarray:
    """Return the scales (m,) of the table, NaN where there is none.

    Raises:
        ValueError: one is no number above 0.
    """
    if COLUMN not in table.columns:
        return np.full(len(rows), np.nan)
    values = table.columns[COLUMN]
    cure = "write arcsec per pixel, above 0, or leave it empty"
    if values.dtype.kind not in "iuf":
        texts = values.compressed().tolist()
        raise ValueError(
            f"table: {table.place}: the column {COLUMN!r} has no numbers (got "
            f"{listed([repr(text) for text in texts], 1)}): {cure}"
        )
    scales = values.astype(np.float64).filled(np.nan)[rows]
    wrong = np.flatnonzero((scales <= 0) | np.isinf(scales))
    if len(wrong):
        raise ValueError(
            f"table: {table.place}: {table.named(int(rows[wrong[0]]))} has {COLUMN} "
            f"{scales[wrong[0]]:g} (and {len(wrong) - 1:,} more rows have such a "
            f"value): {cure}"
        )
    return scales


def _refuse(
    cutouts: CutoutFiles,
    headers: CutoutHeaders,
    which: np.ndarray,
    what: str,
    cure: str,
) -> None:
    """Refuse the rows of which a part, (m, p) bool, has a fault; name the first."""
    rows: Sequence[int] = headers.rows[which.any(1)]
    if len(rows):
        row = int(rows[0])
        raise ValueError(
            f"size_arcsec: {len(rows):,} of {len(headers.rows):,} cut-outs have "
            f"{what}, the first is {cutouts.table.named(row)}, {cutouts.path(row)}: "
            f"{cure}"
        )
