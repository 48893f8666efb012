"""Simulated galaxies of the ten Galaxy10 DECaLS classes: their traits and pictures."""

from dataclasses import dataclass

import numpy as np

from galaxybench import galaxy_bodies
from galaxybench.galaxy_camera import SKY_NOISE, Scene, add_background, take_picture

# Intrinsic thickness of a disk, minor over major axis when seen from the side.
THICKNESS = 0.15


@dataclass(frozen=True)
class Population:
    """What the galaxies of one class have in common; ranges are (low, high).

    Neighbouring classes overlap, as votes of volunteers do.

    Attributes:
        axis_ratio: apparent, minor over major axis.
        index: Sérsic index of the main body; 1 is an exponential disk.
        radius: median half-light radius, in widths of the picture.
        brightness: median surface brightness at that radius; white is about 1.
        age: 0 is young and blue, 1 is old and red.
        body: the function of `galaxy_bodies` that adds its light.
    """

    axis_ratio: tuple[float, float]
    index: tuple[float, float]
    radius: float
    brightness: float
    age: tuple[float, float]
    body: str


POPULATIONS = {
    "Disturbed": Population((0.4, 1), (0.8, 1.6), 0.065, 0.10, (0, 0.75), "disturbed"),
    "Merging": Population((0.45, 1), (1, 3), 0.055, 0.12, (0.1, 0.9), "merging"),
    "Round Smooth": Population((0.82, 1), (1.2, 4.5), 0.055, 0.10, (0.2, 1), "smooth"),
    "In-between Round Smooth": Population(
        (0.44, 0.84), (1.2, 4), 0.06, 0.10, (0.2, 1), "smooth"
    ),
    "Cigar Shaped Smooth": Population(
        (0.18, 0.46), (0.9, 2.2), 0.075, 0.12, (0.2, 1), "smooth"
    ),
    "Barred Spiral": Population((0.45, 1), (1, 1), 0.115, 0.06, (0.2, 0.9), "barred"),
    "Unbarred Tight Spiral": Population(
        (0.45, 1), (1, 1), 0.115, 0.075, (0.15, 0.8), "tight_spiral"
    ),
    "Unbarred Loose Spiral": Population(
        (0.45, 1), (1, 1), 0.12, 0.065, (0, 0.65), "loose_spiral"
    ),
    "Edge-on without Bulge": Population(
        (0.15, 0.2), (1, 1), 0.16, 0.12, (0.1, 0.8), "edge_on"
    ),
    "Edge-on with Bulge": Population(
        (0.15, 0.2), (1, 1), 0.14, 0.10, (0.3, 1), "edge_on_with_bulge"
    ),
}


@dataclass(frozen=True)
class Galaxy:
    """The traits of one galaxy.

    Attributes:
        kind: its class.
        inclination: of a disk of usual thickness with its axis ratio, degrees; 0 is
            face-on.
        position_angle: of the major axis from north (up) through east (left), degrees.
        axis_ratio: minor over major axis.
        index: Sérsic index of the main body.
        radius: half-light radius along the major axis, in widths of the picture.
        brightness: surface brightness at that radius; white is about 1.
        age: 0 is young and blue, 1 is old and red.
    """

    kind: str
    inclination: float
    position_angle: float
    axis_ratio: float
    index: float
    radius: float
    brightness: float
    age: float

    @property
    def signal_to_noise(self) -> float:
        """Surface brightness at the half-light radius over the sky noise of a pixel."""
        return self.brightness / SKY_NOISE


def draw_galaxy(kind: str, rng: np.random.Generator) -> Galaxy:
    """Draw the traits of a galaxy of class `kind`."""
    population = POPULATIONS[kind]
    axis_ratio = rng.uniform(*population.axis_ratio)
    cosine = (axis_ratio**2 - THICKNESS**2) / (1 - THICKNESS**2)
    return Galaxy(
        kind=kind,
        inclination=float(np.degrees(np.arccos(np.sqrt(max(cosine, 0))))),
        position_angle=rng.uniform(0, 180),
        axis_ratio=axis_ratio,
        index=rng.uniform(*population.index),
        radius=population.radius * np.exp(0.28 * rng.normal().clip(-2, 2)),
        brightness=population.brightness * np.exp(0.4 * rng.normal().clip(-2, 2)),
        age=rng.uniform(*population.age),
    )


def picture_galaxy(
    kind: str,
    size: int,
    seeds: tuple[list[int], list[int]],
    *,
    noise: float = 1.0,
    shift: float = 0.0,
) -> np.ndarray:
    """Render one galaxy with its sky.

    Args:
        kind: its class.
        size: pixels along a side.
        seeds: of the galaxy with its surroundings, and of the exposure (seeing, noise
            and pointing): the same galaxy in another exposure is a near-duplicate.
        noise: multiplies the noise of sky and photons.
        shift: how far the pointing may be off, in widths of the picture.

    Returns:
        (size, size, 3) uint8.
    """
    galaxy_rng, exposure_rng = map(np.random.default_rng, seeds)
    galaxy = draw_galaxy(kind, galaxy_rng)
    pointing = exposure_rng.uniform(-shift, shift, 2)
    seeing = galaxy_rng.uniform(0.015, 0.022)
    centre = galaxy_rng.normal(0, 0.008, 2) + pointing
    scene = Scene(size, (float(centre[0]), float(centre[1])))
    body = getattr(galaxy_bodies, f"add_{POPULATIONS[kind].body}")
    body(scene, galaxy, galaxy_rng)
    add_background(scene, galaxy_rng)
    return take_picture(scene, seeing, noise, exposure_rng)
