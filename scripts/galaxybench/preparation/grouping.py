"""Which images must stay in the same part, because they show the same object.

Images form a group if they are close on the sky, share a group in the catalog, or have
equal pixels. `assignment` distributes whole groups.
"""

import math

import numpy as np
from astropy.table import Table
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import KDTree


def groups_of(catalog: Table, radius_arcsec: float = 60.0) -> np.ndarray:
    """Number the groups of images that must stay together.

    Two images are linked if their positions are within the radius, or their `group` is
    equal, or their `content` is equal. Images that are linked through others are in the
    same group, too.

    Args:
        catalog: n rows. The columns are optional: `ra` and `dec` (degrees; a position
            that is not finite links nothing), `group` (a negative number or an empty
            text links nothing) and `content` (a hash of the pixels).
        radius_arcsec: largest distance of linked positions.

    Returns:
        (n,) int64, numbered from 0 in order of first appearance.

    Raises:
        ValueError: the positions are not numbers, or out of range.
    """
    links = [np.empty((0, 2), dtype=np.int64)]
    if {"ra", "dec"} <= set(catalog.colnames):
        ra, dec = _degrees(catalog, "ra", -180, 360), _degrees(catalog, "dec", -90, 90)
        links.append(_close_pairs(ra, dec, radius_arcsec))
    if "group" in catalog.colnames:
        named = _numbered(np.asarray(catalog["group"]))
        links.append(_equal_pairs(named, np.flatnonzero(named >= 0)))
    if "content" in catalog.colnames:
        links.append(_equal_pairs(np.asarray(catalog["content"])))
    first, second = np.concatenate(links).T
    graph = coo_array((np.ones(len(first)), (first, second)), shape=[len(catalog)] * 2)
    _, component = connected_components(graph, directed=False)
    _, start, member = np.unique(component, return_index=True, return_inverse=True)
    return np.argsort(np.argsort(start))[member].astype(np.int64)


def _degrees(catalog: Table, column: str, low: float, high: float) -> np.ndarray:
    values = np.asarray(catalog[column])
    if values.dtype.kind not in "iuf":
        raise ValueError(
            f"catalog column {column!r}: got {values.dtype}, expected numbers: give "
            "positions in degrees, and NaN where the position is unknown"
        )
    values = values.astype(float)
    wrong = values[np.isfinite(values) & ((values < low) | (values > high))]
    if len(wrong):
        raise ValueError(
            f"catalog column {column!r}: got {len(wrong)} rows outside {low} to {high} "
            f"degrees, the first is {wrong[0]}: write NaN where the position is unknown"
        )
    return values


def _numbered(groups: np.ndarray) -> np.ndarray:
    """Number groups (n,) that are given as text; -1 where the text is empty."""
    if groups.dtype.kind != "U":
        return groups
    names, number = np.unique(np.char.strip(groups), return_inverse=True)
    return np.where(names[number] == "", -1, number)


def _close_pairs(ra: np.ndarray, dec: np.ndarray, radius_arcsec: float) -> np.ndarray:
    """Pairs of rows (m, 2) no further apart on the sky than the radius.

    Unit vectors have no seam at 0/360 degrees and no poles. Astropy's
    `search_around_sky` searches the same kind of tree, but it returns every pair twice
    and every row with itself, through Python lists; it fails for NaN positions.
    """
    ra, dec = np.radians(ra), np.radians(dec)
    finite = np.flatnonzero(np.isfinite(ra) & np.isfinite(dec))
    if not len(finite):
        return np.empty((0, 2), dtype=np.int64)
    ra, dec = ra[finite], dec[finite]
    vectors = np.stack(
        [np.cos(dec) * np.cos(ra), np.cos(dec) * np.sin(ra), np.sin(dec)], axis=1
    )
    # Search distinct places only: 5,000 images at one place would be 12 million pairs.
    places, first, place = np.unique(
        vectors, axis=0, return_index=True, return_inverse=True
    )
    chord = 2 * math.sin(math.radians(radius_arcsec / 3600) / 2)
    near = KDTree(places).query_pairs(chord, output_type="ndarray")
    same = _equal_pairs(place.ravel())
    return finite[np.concatenate([first[near], same])]


def _equal_pairs(values: np.ndarray, rows: np.ndarray | None = None) -> np.ndarray:
    """Link every row to the next one of equal value: pairs (m, 2)."""
    rows = np.arange(len(values)) if rows is None else rows
    order = rows[np.argsort(values[rows], kind="stable")]
    equal = values[order[1:]] == values[order[:-1]]
    return np.stack([order[:-1][equal], order[1:][equal]], axis=1)
