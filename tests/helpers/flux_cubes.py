"""Image files rewritten as fluxes, for the tests of what follows the import."""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from galaxybench.images import fits
from galaxybench.images.fits import write_cube


def as_fluxes(
    path: Path, change: Callable[[np.ndarray], np.ndarray] = lambda x: x
) -> np.ndarray:
    """Replace the images of a file by `change` of them, as float32.

    Returns:
        The new images.
    """
    fluxes = change(np.array(fits.open_cube(path), np.float64)).astype(np.float32)
    write_cube(
        path,
        [fluxes],
        fluxes.shape,
        fits.read_labels(path),
        fits.read_catalog(path),
        fits.read_classes(path),
        fits.read_provenance(path),
        dtype=np.float32,
    )
    return fluxes
