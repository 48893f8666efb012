"""The sky and the camera: background objects, seeing, noise, the colour composite.

Light is in units of the colour composite: the three bands (z, r, g of the DESI Legacy
Surveys, shown as red, green, blue) are scaled for display, and 1 is about white.
"""

from functools import lru_cache

import numpy as np
from astropy.modeling.models import Moffat2D
from astropy.visualization import make_lupton_rgb
from scipy.signal import fftconvolve

# The Legacy Surveys' composite is arcsinh(20 I) / sqrt(20), where 0.03 is added to the
# light for a dark grey sky. These are the same values as astropy's parameters.
PEDESTAL = 0.03
LUPTON_Q = 10 * np.sinh(0.1 * np.sqrt(20))
LUPTON_STRETCH = LUPTON_Q / 20
SKY_NOISE = 0.006
# Light at which the photon noise of the object equals that of the sky.
SKY_LEVEL = 0.15

RED = np.array([1.28, 1.0, 0.66], np.float32)
BLUE = np.array([0.82, 0.98, 1.20], np.float32)


def colour(age: float) -> np.ndarray:
    """Return the colour of stars, (3,): age 0 is young and blue, 1 is old and red."""
    mixed = RED**age * BLUE ** (1 - age)
    return (mixed / mixed.mean()).astype(np.float32)


class Scene:
    """The light of one picture, before the atmosphere and the camera.

    Small pictures are computed on a finer grid and binned, so that thin disks and cusps
    are not lost between pixels. Lengths are in widths of the picture.

    Attributes:
        fine: number of pixels of the grid per pixel and side of the picture.
        x: position to the right of the middle, (fine * size, fine * size) float32.
        y: position above it.
        pixel: width of a pixel of the grid.
        bands: (3, fine * size, fine * size) float32, light.
    """

    def __init__(self, size: int, shift: tuple[float, float] = (0.0, 0.0)) -> None:
        """Start with a dark sky of `size` pixels, moved by `shift`."""
        self.fine = max(1, -(-128 // size))
        side = size * self.fine
        axis = (np.arange(side, dtype=np.float32) + 0.5) / side - 0.5
        self.x, self.y = np.meshgrid(
            axis - np.float32(shift[0]), axis - np.float32(shift[1])
        )
        self.pixel = 1 / len(self.x)
        self.shift = shift
        self.bands = np.zeros((3, *self.x.shape), np.float32)

    def add(self, light: np.ndarray, colours: np.ndarray) -> None:
        """Add a map of light (fine, fine) of one colour (3,)."""
        for band, weight in zip(self.bands, colours, strict=True):
            band += weight * light

    def add_points(
        self, x: np.ndarray, y: np.ndarray, flux: np.ndarray, colours: np.ndarray
    ) -> None:
        """Add k point sources of the colours (3,) or (k, 3).

        Their flux is light times area; the unit of area is (width / 100)².
        """
        count = len(self.x)
        light = (1e-4 / self.pixel**2) * np.asarray(flux)[:, None] * colours
        columns = (np.asarray(x) + self.shift[0] + 0.5) * count - 0.5
        rows = (np.asarray(y) + self.shift[1] + 0.5) * count - 0.5
        left, below = np.floor(columns).astype(int), np.floor(rows).astype(int)
        for i, j in ((0, 0), (0, 1), (1, 0), (1, 1)):
            share = (1 - abs(rows - below - i)) * (1 - abs(columns - left - j))
            row, column = below + i, left + j
            seen = (row >= 0) & (row < count) & (column >= 0) & (column < count)
            points = (share[:, None] * light)[seen].T
            np.add.at(self.bands, np.s_[:, row[seen], column[seen]], points)


def add_background(scene: Scene, rng: np.random.Generator) -> None:
    """Add foreground stars and small distant galaxies, most of them faint."""
    count = rng.poisson(18)
    x, y = rng.uniform(-0.5, 0.5, (2, count))
    flux = 0.04 * rng.pareto(1.05, count).clip(0, 80)
    hues = np.stack([colour(age) ** 2.2 for age in rng.choice([-0.2, 0.5, 1], count)])
    scene.add_points(x, y, flux, hues)
    for _ in range(rng.poisson(5)):
        x, y = rng.uniform(-0.5, 0.5, 2)
        long, thin = rng.uniform(0.004, 0.012), rng.uniform(0.3, 1)
        along, across = rng.normal(0, long, (2, 12))
        angle = rng.uniform(0, np.pi)
        across = across * thin
        scene.add_points(
            x + along * np.cos(angle) - across * np.sin(angle),
            y + along * np.sin(angle) + across * np.cos(angle),
            np.full(12, 0.04 * rng.pareto(1.8) + 0.008),
            colour(rng.uniform(0.2, 1.3)),
        )


@lru_cache(maxsize=64)
def point_spread(full_width: float, pixel: float) -> np.ndarray:
    """Return a Moffat point-spread function, (k, k) float32 of sum 1.

    Full width at half maximum and width of a pixel are in widths of the picture.
    """
    power = 3.0
    core = full_width / pixel / (2 * np.sqrt(2 ** (1 / power) - 1))
    half = max(3, int(np.ceil(4.5 * core)))
    axis = np.arange(-half, half + 1, dtype=float)
    kernel = Moffat2D.evaluate(axis, axis[:, None], 1.0, 0.0, 0.0, core, power)
    return (kernel / kernel.sum()).astype(np.float32)


def take_picture(
    scene: Scene, full_width: float, noise: float, rng: np.random.Generator
) -> np.ndarray:
    """Render a scene as the survey shows it: (size, size, 3) uint8, red, green, blue.

    `full_width` is the full width at half maximum of the point-spread function, in
    picture widths. `noise` multiplies the noise of sky and photons.
    """
    kernel = point_spread(round(full_width, 3), scene.pixel)
    blurred = fftconvolve(scene.bands, kernel[None], mode="same", axes=(1, 2))
    size = len(scene.x) // scene.fine
    light = blurred.reshape(3, size, scene.fine, size, scene.fine).mean(axis=(2, 4))
    sigma = noise * SKY_NOISE * np.sqrt(1 + np.maximum(light, 0) / SKY_LEVEL)
    light += sigma * rng.standard_normal(light.shape, dtype=np.float32)
    # Rows of a picture run downwards, but y runs upwards.
    bands = np.maximum(light[:, ::-1] + PEDESTAL, 1e-6)
    return make_lupton_rgb(*bands, stretch=LUPTON_STRETCH, Q=LUPTON_Q)
