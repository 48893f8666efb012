"""Simulated galaxies of the ten Galaxy10 DECaLS classes: their traits and pictures."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from galaxybench.simulation.bodies import (
    add_barred,
    add_edge_on,
    add_loose_spiral,
    add_smooth,
    add_tight_spiral,
)
from galaxybench.simulation.camera import Scene, add_background, take_picture
from galaxybench.simulation.encounters import add_disturbed, add_merging
from galaxybench.simulation.traits import Galaxy

THICKNESS = 0.15
"""Intrinsic thickness of a disk: minor over major axis when seen edge-on."""


@dataclass(frozen=True)
class Population:
    """Ranges (low, high) or medians of the traits (see `Galaxy`) of one class.

    Similar classes overlap, as the votes of volunteers do. `body` adds the light of a
    galaxy to a scene.
    """

    axis_ratio: tuple[float, float]
    index: tuple[float, float]
    radius: float
    brightness: float
    age: tuple[float, float]
    body: Callable[[Scene, Galaxy, np.random.Generator], None]


POPULATIONS = {
    "Disturbed": Population((0.4, 1), (0.8, 1.6), 0.075, 0.11, (0, 0.7), add_disturbed),
    "Merging": Population((0.45, 1), (1, 3), 0.046, 0.16, (0.1, 0.9), add_merging),
    "Round Smooth": Population(
        (0.84, 1), (1.5, 4.5), 0.065, 0.13, (0.4, 1), add_smooth
    ),
    "In-between Round Smooth": Population(
        (0.45, 0.83), (1.2, 4), 0.075, 0.12, (0.3, 1), add_smooth
    ),
    "Cigar Shaped Smooth": Population(
        (0.18, 0.45), (0.9, 2.2), 0.08, 0.14, (0.3, 1), add_smooth
    ),
    "Barred Spiral": Population((0.5, 1), (1, 1), 0.14, 0.085, (0.3, 0.9), add_barred),
    "Unbarred Tight Spiral": Population(
        (0.5, 1), (1, 1), 0.14, 0.11, (0.2, 0.8), add_tight_spiral
    ),
    "Unbarred Loose Spiral": Population(
        (0.5, 1), (1, 1), 0.145, 0.085, (0, 0.55), add_loose_spiral
    ),
    "Edge-on without Bulge": Population(
        (0.15, 0.2), (1, 1), 0.16, 0.15, (0, 0.65), partial(add_edge_on, bulge=(0, 0.5))
    ),
    "Edge-on with Bulge": Population(
        (0.15, 0.2), (1, 1), 0.145, 0.12, (0.35, 1), partial(add_edge_on, bulge=(1, 5))
    ),
}


def draw_galaxy(kind: str, rng: np.random.Generator) -> Galaxy:
    """Draw the traits of a galaxy of the class `kind`."""
    population = POPULATIONS[kind]
    axis_ratio = rng.uniform(*population.axis_ratio)
    cosine = (axis_ratio**2 - THICKNESS**2) / (1 - THICKNESS**2)
    return Galaxy(
        inclination=float(np.degrees(np.arccos(np.sqrt(max(cosine, 0))))),
        position_angle=rng.uniform(0, 180),
        axis_ratio=axis_ratio,
        index=rng.uniform(*population.index),
        radius=population.radius * np.exp(0.22 * np.clip(rng.normal(), -2, 2)),
        brightness=population.brightness * np.exp(0.33 * np.clip(rng.normal(), -2, 2)),
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
    """Render one galaxy of the class `kind` with its sky: (size, size, 3) uint8.

    The first seed decides the galaxy, its surroundings and the seeing; the second one
    decides the exposure (noise and pointing). The same galaxy in another exposure is a
    near-duplicate. `noise` multiplies the noise of sky and photons. `shift` is the
    largest offset of the pointing, in widths of the picture.
    """
    galaxy_rng, exposure_rng = map(np.random.default_rng, seeds)
    galaxy = draw_galaxy(kind, galaxy_rng)
    pointing = exposure_rng.uniform(-shift, shift, 2)
    seeing = galaxy_rng.uniform(0.015, 0.022)
    centre = galaxy_rng.normal(0, 0.008, 2) + pointing
    scene = Scene(size, (float(centre[0]), float(centre[1])))
    POPULATIONS[kind].body(scene, galaxy, galaxy_rng)
    add_background(scene, galaxy_rng)
    return take_picture(scene, seeing, noise, exposure_rng)
