"""Regular galaxies: smooth, spiral, barred and edge-on.

Every public function adds the light of one galaxy to a scene. `galaxy` holds the traits
that the catalog lists. Everything else is drawn from `rng`, with the same number of
draws for every picture size.
"""

import numpy as np

from galaxybench.simulation.camera import Scene, colour
from galaxybench.simulation.light import (
    SCALE_LENGTHS,
    bar,
    edge_on_disk,
    rotate,
    sersic,
    spiral_arms,
)
from galaxybench.simulation.traits import Galaxy


def add_smooth(scene: Scene, galaxy: Galaxy, rng: np.random.Generator) -> None:
    """An elliptical or lenticular: a Sérsic profile, redder in the middle."""
    u, v = rotate(scene.x, scene.y, galaxy.angle, galaxy.axis_ratio)
    light = sersic(u, v, galaxy.radius, galaxy.index, scene.pixel)
    scene.add(galaxy.brightness * light, colour(galaxy.age))
    core = sersic(u, v, 0.4 * galaxy.radius, galaxy.index, scene.pixel)
    warm = rng.uniform(0, 0.5) * galaxy.brightness
    scene.add(warm * core, colour(galaxy.age + 0.3))


def add_knots(
    scene: Scene,
    galaxy: Galaxy,
    radius: np.ndarray,
    azimuth: np.ndarray,
    flux: np.ndarray,
    tint: np.ndarray,
) -> None:
    """Star-forming knots at (k,) places in the plane of the disk."""
    along = radius * np.cos(azimuth)
    across = radius * np.sin(azimuth) * galaxy.axis_ratio
    cos, sin = np.cos(galaxy.angle), np.sin(galaxy.angle)
    x, y = along * cos - across * sin, along * sin + across * cos
    scene.add_points(x, y, flux, tint)


def add_spiral(
    scene: Scene,
    galaxy: Galaxy,
    rng: np.random.Generator,
    pitch: float,
    arms: int,
    strength: float,
    bulge: float,
    bar_length: float = 0.0,
) -> None:
    """A disk with logarithmic arms, knots along them, a bulge and perhaps a bar.

    `pitch` is in degrees. `strength` is the share of the disk's light in the arms, 0 to
    1. `bulge` is the brightness of the bulge relative to the disk's. `bar_length` is
    half the length of the bar in scale lengths of the disk; 0 for no bar.
    """
    length = galaxy.radius / SCALE_LENGTHS
    u, v = rotate(scene.x, scene.y, galaxy.angle, galaxy.axis_ratio)
    radius = np.sqrt(u * u + v * v) + np.float32(1e-4)
    azimuth = np.arctan2(v, u)
    turn = np.radians(pitch) * rng.choice([-1, 1])
    phase, ripple = rng.uniform(0, 2 * np.pi, 2)
    sharpness = rng.uniform(1.6, 3.2)
    start = max(bar_length, rng.uniform(0.35, 0.7)) * length
    # Real arms are not perfect: they sway about the logarithmic spiral.
    sway = np.float32(rng.uniform(0.05, 0.2)) * np.cos(
        azimuth + radius * np.float32(5 / galaxy.radius) + np.float32(ripple)
    )
    wave = spiral_arms(radius, azimuth + sway, arms, turn, start, phase, sharpness)
    # Often one arm is stronger.
    lean = 1 + np.float32(rng.uniform(0, 0.35)) * np.cos(azimuth - np.float32(ripple))
    disk = galaxy.brightness * np.exp(SCALE_LENGTHS - radius / np.float32(length))
    wide = galaxy.brightness * np.exp(
        SCALE_LENGTHS - radius / np.float32(1.35 * length)
    )
    edge = 1 / (1 + (radius / np.float32(4.2 * length)) ** 8)
    scene.add(disk * np.float32(1 - 0.75 * strength), colour(galaxy.age + 0.15))
    arm_light = np.float32(1.5 * strength) * wide * edge * wave * lean
    scene.add(arm_light, colour(galaxy.age - 0.3))
    core = rng.uniform(0.14, 0.26) * galaxy.radius
    inner = sersic(scene.x, scene.y, core, rng.uniform(1.2, 2.5), scene.pixel)
    scene.add(bulge * galaxy.brightness * inner, colour(galaxy.age * 0.4 + 0.65))
    if bar_length:
        along, across = rotate(u, v, phase)
        half, width = bar_length * length, rng.uniform(0.18, 0.3)
        block = bar(along, across, half, width)
        glow = galaxy.brightness * rng.uniform(2.5, 5.5)
        scene.add(glow * block, colour(galaxy.age * 0.5 + 0.45))
    count = rng.poisson(26 * strength * (1.2 - galaxy.age))
    far = start * np.exp(rng.uniform(0.1, 1.7, count))
    near_arm = phase + np.log(far / start) / np.tan(turn) + rng.normal(0, 0.12, count)
    place = near_arm + rng.integers(arms, size=count) * 2 * np.pi / arms
    area = (100 * galaxy.radius) ** 2 * galaxy.brightness
    flux = 0.025 * area * rng.exponential(size=count) * np.exp(-far / (1.6 * length))
    add_knots(scene, galaxy, far, place, flux, colour(galaxy.age - 0.6))


def add_tight_spiral(scene: Scene, galaxy: Galaxy, rng: np.random.Generator) -> None:
    """Tightly wound arms, often faint, around a clear bulge."""
    arms = int(rng.choice([2, 2, 2, 3, 4]))
    pitch = rng.uniform(7, 13) + 2.5 * (arms - 2)
    strength, bulge = rng.uniform(0.25, 0.75), rng.uniform(1.5, 5)
    add_spiral(scene, galaxy, rng, pitch, arms, strength, bulge)


def add_loose_spiral(scene: Scene, galaxy: Galaxy, rng: np.random.Generator) -> None:
    """Open arms, two or three, around a small bulge."""
    arms = int(rng.choice([2, 2, 2, 3]))
    pitch = rng.uniform(19, 36)
    strength, bulge = rng.uniform(0.35, 0.9), rng.uniform(1, 3.5)
    add_spiral(scene, galaxy, rng, pitch, arms, strength, bulge)


def add_barred(scene: Scene, galaxy: Galaxy, rng: np.random.Generator) -> None:
    """A bar with two arms that start at its ends and sometimes nearly form a ring."""
    pitch, length = rng.uniform(9, 28), rng.uniform(1.1, 2.0)
    strength, bulge = rng.uniform(0.3, 0.9), rng.uniform(0.4, 1.6)
    add_spiral(scene, galaxy, rng, pitch, 2, strength, bulge, length)


def add_edge_on(
    scene: Scene, galaxy: Galaxy, rng: np.random.Generator, bulge: tuple[float, float]
) -> None:
    """A thin edge-on disk with a dust lane; `bulge` is the range of its brightness."""
    share = rng.uniform(*bulge)
    u, z = rotate(scene.x, scene.y, galaxy.angle)
    warp = rng.normal(0, 0.007)
    z = z - np.float32(warp / galaxy.radius**2) * u**3
    thickness = rng.uniform(0.12, 0.24)
    disk = edge_on_disk(u, z, galaxy.radius, thickness)
    scene.add(1.8 * galaxy.brightness * disk, colour(galaxy.age))
    height = thickness * galaxy.radius / SCALE_LENGTHS
    core = rng.uniform(0.16, 0.28) * galaxy.radius
    flat, index = rng.uniform(0.55, 0.9), rng.uniform(1.2, 3)
    light = sersic(u, z / np.float32(flat), core, index, scene.pixel)
    scene.add(share * galaxy.brightness * light, colour(0.5 + 0.5 * galaxy.age))
    # If the disk is not exactly edge-on, the lane is above or below the middle.
    lane = 0.5 * galaxy.radius * np.cos(np.radians(galaxy.inclination))
    lane *= rng.choice([-1, 1])
    depth = rng.uniform(0, 0.65) * np.exp(
        -(((z - np.float32(lane)) / np.float32(0.45 * height)) ** 2)
        - (u / np.float32(1.1 * galaxy.radius)) ** 2
    )
    # Dust absorbs blue light most.
    for band, weight in zip(scene.bands, (0.45, 0.75, 1), strict=True):
        band *= 1 - np.float32(weight) * depth
