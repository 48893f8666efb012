"""Images as figures show them: pictures as they are, fluxes through a stretch.

The stretch is for the eye alone, and is not that of any recipe. It is the same for all
images of a file, so that bright and faint ones can be compared.
"""

from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from galaxybench.images.fits import open_cube
from galaxybench.images.pixel_types import LIMITS, FluxCube

IMAGES = 64
"""Images, evenly spaced in the file, from which the limits are taken."""
SOFTENING = 0.1


class ShownFluxes:
    """Fluxes that are pictures once they are indexed.

    Attributes:
        raw: the fluxes (n, height, width, bands) float32.
        bands: the bands that are shown: one in grey, or three as red, green and blue.
        low, high: (bands,) the values that become 0 and 255.
        shape: (n, height, width, 1 or 3).
        dtype: uint8.
    """

    def __init__(self, raw: FluxCube) -> None:
        """Fit the limits to a sample of the images."""
        self.raw, self.bands = raw, shown_bands(raw.shape[-1])
        rows = np.unique(np.linspace(0, len(raw) - 1, IMAGES).astype(int))
        sample = raw[rows][..., self.bands].reshape(-1, len(self.bands))
        self.low, self.high = np.quantile(sample, LIMITS, axis=0)
        flat = self.high <= self.low
        self.low = np.where(flat, sample.min(axis=0), self.low)
        self.high = np.where(flat, sample.max(axis=0), self.high)
        self.shape = (*raw.shape[:3], len(self.bands))
        self.dtype = np.dtype(np.uint8)

    def __len__(self) -> int:
        """Number of images."""
        return len(self.raw)

    def __getitem__(self, index: Any) -> np.ndarray:  # noqa: ANN401
        """Read images, (..., height, width, 1 or 3) uint8."""
        return self.picture(self.raw[index])

    def picture(self, fluxes: np.ndarray) -> np.ndarray:
        """Stretch fluxes (..., bands) to pixels (..., 1 or 3) uint8."""
        width = np.where(self.high > self.low, self.high - self.low, 1)
        shares = np.clip((fluxes[..., self.bands] - self.low) / width, 0, 1)
        pixels = 255 * np.arcsinh(shares / SOFTENING) / np.arcsinh(1 / SOFTENING)
        return pixels.round().astype(np.uint8)

    def note(self) -> str:
        """Say how the fluxes are shown."""
        which = ""
        if len(self.bands) == 3:
            red, green, blue = self.bands
            which = f"; bands {red}, {green} and {blue} as red, green and blue"
        low, high = LIMITS
        return (
            f"Fluxes, stretched for the eye by asinh from the quantile {low:g} to "
            f"{high:g} of each band{which}"
        )


Cube = np.ndarray | ShownFluxes
"""Images that figures index: (n, height, width, channels) uint8."""


def open_shown(path: Path) -> Cube:
    """Open the images of a FITS file as figures show them.

    Raises:
        ValueError: as `fits.open_cube`.
    """
    cube = open_cube(path)
    return ShownFluxes(cube) if isinstance(cube, FluxCube) else cube


def shown_bands(bands: int) -> list[int]:
    """Choose the bands to show: one, or the first, the middle and the last."""
    return [0] if bands == 1 else [0, bands // 2, bands - 1]


def raw(cube: Cube, row: int) -> np.ndarray:
    """Read one image as training reads it: uint8 or float32."""
    return np.asarray(cube.raw[row] if isinstance(cube, ShownFluxes) else cube[row])


def picture(cube: Cube, image: np.ndarray) -> np.ndarray:
    """Show an image that was made of one of `raw`."""
    return cube.picture(image) if isinstance(cube, ShownFluxes) else image


def noted(figure: Figure, *cubes: Cube) -> Figure:
    """Write below the title how the images are shown, where they are fluxes."""
    notes = {cube.note() for cube in cubes if isinstance(cube, ShownFluxes)}
    if notes:
        top = 1 - 0.3 / figure.get_size_inches()[1]
        figure.text(
            0.008,
            top,
            "; ".join(sorted(notes)),
            va="top",
            fontsize=6.5,
            color="#555555",
        )
    return figure
