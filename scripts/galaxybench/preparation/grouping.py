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

from galaxybench.images.linking_columns import group_numbers, sky_positions


def groups_of(catalog: Table, radius_arcsec: float = 60.0) -> np.ndarray:
    """Number the groups of images that must stay together.

    Two images are linked if their positions are within the radius, or their `group` is
    equal, or their `content` is equal. Images that are linked through others are in the
    same group, too.

    Args:
        catalog: n rows. The columns are optional: `ra` and `dec` (degrees; a position
            that is not finite links nothing), `group` (-1 or an empty text links
            nothing) and `content` (a hash of the pixels).
        radius_arcsec: largest distance of linked positions.

    Returns:
        (n,) int64, numbered from 0 in order of first appearance.

    Raises:
        ValueError: the positions or the groups are not as `linking_columns` says.
    """
    links = [np.empty((0, 2), dtype=np.int64)]
    if (positions := sky_positions(catalog)) is not None:
        links.append(_close_pairs(*positions, radius_arcsec))
    if (named := group_numbers(catalog)) is not None:
        links.append(_equal_pairs(named, np.flatnonzero(named >= 0)))
    if "content" in catalog.colnames:
        links.append(_equal_pairs(np.asarray(catalog["content"])))
    first, second = np.concatenate(links).T
    graph = coo_array((np.ones(len(first)), (first, second)), shape=[len(catalog)] * 2)
    _, component = connected_components(graph, directed=False)
    _, start, member = np.unique(component, return_index=True, return_inverse=True)
    return np.argsort(np.argsort(start))[member].astype(np.int64)


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
