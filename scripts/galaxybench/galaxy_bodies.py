"""Whole galaxies: how each class is put together from the parts of `galaxy_light`.

Every function adds one galaxy to a scene. `galaxy` holds the traits that the catalog
shows; what else differs between galaxies is drawn from `rng`, always the same number of
times at any picture size.
"""

from typing import TYPE_CHECKING

import numpy as np

from galaxybench.galaxy_camera import Scene, colour
from galaxybench.galaxy_light import (
    SCALE_LENGTHS,
    bar,
    edge_on_disk,
    rotate,
    sersic,
    shell,
    spiral_arms,
    tail,
)

if TYPE_CHECKING:
    from galaxybench.galaxies import Galaxy


def major_axis(galaxy: "Galaxy") -> float:
    """Angle of the major axis from `x` towards `y`, radians."""
    return np.radians(galaxy.position_angle + 90)


def add_smooth(scene: Scene, galaxy: "Galaxy", rng: np.random.Generator) -> None:
    """An elliptical or lenticular: a Sérsic profile, redder in the middle."""
    u, v = rotate(scene.x, scene.y, major_axis(galaxy), galaxy.axis_ratio)
    light = sersic(u, v, galaxy.radius, galaxy.index, scene.pixel)
    scene.add(galaxy.brightness * light, colour(galaxy.age))
    core = sersic(u, v, 0.4 * galaxy.radius, galaxy.index, scene.pixel)
    warm = rng.uniform(0, 0.5) * galaxy.brightness
    scene.add(warm * core, colour(galaxy.age + 0.3))


def add_knots(
    scene: Scene,
    galaxy: "Galaxy",
    radius: np.ndarray,
    azimuth: np.ndarray,
    flux: np.ndarray,
    tint: np.ndarray,
) -> None:
    """Star-forming knots at (k,) places in the plane of the disk."""
    angle = major_axis(galaxy)
    along = radius * np.cos(azimuth)
    across = radius * np.sin(azimuth) * galaxy.axis_ratio
    x = along * np.cos(angle) - across * np.sin(angle)
    y = along * np.sin(angle) + across * np.cos(angle)
    scene.add_points(x, y, flux, tint)


def add_spiral(
    scene: Scene,
    galaxy: "Galaxy",
    rng: np.random.Generator,
    *,
    pitch: float,
    arms: int,
    strength: float,
    bulge: float,
    bar_length: float = 0.0,
) -> None:
    """A disk with logarithmic arms, knots along them, a bulge and perhaps a bar.

    Args:
        scene: where to.
        galaxy: its traits.
        rng: draws winding sense, phases and knots.
        pitch: of the arms, degrees.
        arms: how many.
        strength: share of the disk's light that the arms gather, 0 to 1.
        bulge: brightness of the bulge relative to the disk's.
        bar_length: half length in scale lengths of the disk; 0: none.
    """
    length = galaxy.radius / SCALE_LENGTHS
    u, v = rotate(scene.x, scene.y, major_axis(galaxy), galaxy.axis_ratio)
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
    # One arm is often the stronger one.
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
        half, width = bar_length * length, rng.uniform(0.2, 0.32)
        block = bar(along, across, half, width)
        glow = galaxy.brightness * rng.uniform(2.2, 4.5)
        scene.add(glow * block, colour(galaxy.age * 0.5 + 0.45))
    count = rng.poisson(26 * strength * (1.2 - galaxy.age))
    far = start * np.exp(rng.uniform(0.1, 1.7, count))
    near_arm = phase + np.log(far / start) / np.tan(turn) + rng.normal(0, 0.12, count)
    place = near_arm + rng.integers(arms, size=count) * 2 * np.pi / arms
    area = (100 * galaxy.radius) ** 2 * galaxy.brightness
    flux = 0.025 * area * rng.exponential(size=count) * np.exp(-far / (1.6 * length))
    add_knots(scene, galaxy, far, place, flux, colour(galaxy.age - 0.6))


def add_tight_spiral(scene: Scene, galaxy: "Galaxy", rng: np.random.Generator) -> None:
    """Tightly wound arms, often faint, around a clear bulge."""
    arms = int(rng.choice([2, 2, 2, 3, 4]))
    pitch = rng.uniform(7, 13) + 2.5 * (arms - 2)
    strength, bulge = rng.uniform(0.35, 0.9), rng.uniform(1.5, 5)
    add_spiral(
        scene, galaxy, rng, pitch=pitch, arms=arms, strength=strength, bulge=bulge
    )


def add_loose_spiral(scene: Scene, galaxy: "Galaxy", rng: np.random.Generator) -> None:
    """Open arms, two or three, around a small bulge."""
    arms = int(rng.choice([2, 2, 2, 3]))
    pitch = rng.uniform(19, 36)
    strength, bulge = rng.uniform(0.45, 0.95), rng.uniform(1, 3.5)
    add_spiral(
        scene, galaxy, rng, pitch=pitch, arms=arms, strength=strength, bulge=bulge
    )


def add_barred(scene: Scene, galaxy: "Galaxy", rng: np.random.Generator) -> None:
    """A bar with two arms that start at its ends; sometimes nearly a ring."""
    pitch, length = rng.uniform(9, 28), rng.uniform(0.8, 1.6)
    strength, bulge = rng.uniform(0.3, 0.9), rng.uniform(0.8, 2.5)
    add_spiral(
        scene,
        galaxy,
        rng,
        pitch=pitch,
        arms=2,
        strength=strength,
        bulge=bulge,
        bar_length=length,
    )


def add_side_view(
    scene: Scene, galaxy: "Galaxy", rng: np.random.Generator, bulge: float
) -> None:
    """A disk seen from the side, with a dust lane and a bulge of that brightness."""
    u, z = rotate(scene.x, scene.y, major_axis(galaxy))
    warp = rng.normal(0, 0.04)
    z = z - np.float32(warp / galaxy.radius**2) * u**3
    thickness = rng.uniform(0.1, 0.2)
    disk = edge_on_disk(u, z, galaxy.radius, thickness)
    scene.add(1.8 * galaxy.brightness * disk, colour(galaxy.age))
    height = thickness * galaxy.radius / SCALE_LENGTHS
    core = rng.uniform(0.16, 0.28) * galaxy.radius
    flat, index = rng.uniform(0.55, 0.9), rng.uniform(1.2, 3)
    light = sersic(u, z / np.float32(flat), core, index, scene.pixel)
    scene.add(bulge * galaxy.brightness * light, colour(0.5 + 0.5 * galaxy.age))
    depth = rng.uniform(0, 0.9) * np.exp(
        -((z / np.float32(0.45 * height)) ** 2)
        - (u / np.float32(1.1 * galaxy.radius)) ** 2
    )
    # Dust takes blue light first.
    for band, weight in zip(scene.bands, (0.45, 0.75, 1), strict=True):
        band *= 1 - np.float32(weight) * depth


def add_edge_on(scene: Scene, galaxy: "Galaxy", rng: np.random.Generator) -> None:
    """A thin disk from the side with next to no bulge."""
    add_side_view(scene, galaxy, rng, rng.uniform(0, 0.5))


def add_edge_on_with_bulge(
    scene: Scene, galaxy: "Galaxy", rng: np.random.Generator
) -> None:
    """A thin disk from the side with a bulge that stands out of it."""
    add_side_view(scene, galaxy, rng, rng.uniform(1, 5))


def add_disturbed(scene: Scene, galaxy: "Galaxy", rng: np.random.Generator) -> None:
    """A galaxy out of shape: bent, lopsided, clumpy, with a tail or with shells."""
    angle = major_axis(galaxy)
    u, v = rotate(scene.x, scene.y, angle, galaxy.axis_ratio)
    bend, twist = rng.normal(0, 0.5), rng.normal(0, 0.25)
    scaled = u / np.float32(galaxy.radius)
    v = v - np.float32(galaxy.radius) * np.clip(
        np.float32(bend) * scaled**2 + np.float32(twist) * scaled**3, -9, 9
    )
    azimuth = np.arctan2(v, u)
    stretch = np.ones_like(u)
    for order in (1, 2, 3):
        amount, phase = rng.uniform(0.1, 0.45) / order, rng.uniform(0, 2 * np.pi)
        stretch *= 1 + np.float32(amount) * np.cos(order * azimuth - np.float32(phase))
    light = sersic(u * stretch, v * stretch, galaxy.radius, galaxy.index, scene.pixel)
    scene.add(galaxy.brightness * light, colour(galaxy.age))
    off = rng.normal(0, 0.35 * galaxy.radius, 2)
    core = sersic(
        scene.x - np.float32(off[0]),
        scene.y - np.float32(off[1]),
        0.25 * galaxy.radius,
        1.5,
        scene.pixel,
    )
    scene.add(rng.uniform(0, 3) * galaxy.brightness * core, colour(galaxy.age + 0.2))
    young = galaxy.age < 0.45
    if young or rng.uniform() < 0.5:
        for _ in range(int(rng.integers(1, 3))):
            add_tail(scene, galaxy, rng, rng.uniform(0, 2 * np.pi))
    if not young:
        for _ in range(int(rng.integers(2, 5))):
            radius, way = rng.uniform(1.4, 3) * galaxy.radius, rng.uniform(0, 2 * np.pi)
            arc = shell(u, v, radius, way, rng.uniform(0.5, 1.1))
            glow = rng.uniform(0.25, 0.6) * galaxy.brightness
            scene.add(glow * arc, colour(galaxy.age))
    count = rng.poisson(14 * (1 - galaxy.age))
    far = galaxy.radius * rng.gamma(2, 0.5, count)
    place = rng.normal(rng.uniform(0, 2 * np.pi), 1.1, count)
    area = (100 * galaxy.radius) ** 2 * galaxy.brightness
    flux = 0.06 * area * rng.exponential(size=count)
    add_knots(scene, galaxy, far, place, flux, colour(galaxy.age - 0.5))


def add_tail(
    scene: Scene, galaxy: "Galaxy", rng: np.random.Generator, direction: float
) -> None:
    """A tidal tail that leaves the middle of the scene in a direction (radians)."""
    stream = tail(
        scene.x,
        scene.y,
        start=0.7 * galaxy.radius,
        length=rng.uniform(1.6, 3.2) * galaxy.radius,
        direction=direction,
        curl=rng.choice([-1, 1]) * rng.uniform(0.3, 1.4),
        width=rng.uniform(0.2, 0.4) * galaxy.radius,
    )
    glow = rng.uniform(0.35, 1) * galaxy.brightness
    scene.add(glow * stream, colour(galaxy.age - 0.15))


def add_merging(scene: Scene, galaxy: "Galaxy", rng: np.random.Generator) -> None:
    """Two galaxies that touch, in a common halo, with a bridge and tails."""
    direction = major_axis(galaxy)
    apart = rng.uniform(1.3, 3.2) * galaxy.radius
    along, across = rotate(scene.x, scene.y, direction)
    for side, share in ((-0.5, 1.0), (0.5, rng.uniform(0.45, 1))):
        x = scene.x - np.float32(side * apart * np.cos(direction))
        y = scene.y - np.float32(side * apart * np.sin(direction))
        u, v = rotate(x, y, rng.uniform(0, np.pi), rng.uniform(0.45, 1))
        radius = rng.uniform(0.4, 0.9) * galaxy.radius
        v = v - np.float32(rng.normal(0, 0.25) / radius) * u * u
        light = sersic(u, v, radius, rng.uniform(1, 2.5), scene.pixel)
        tint = colour(galaxy.age + rng.normal(0, 0.2))
        scene.add(share * rng.uniform(0.9, 1.8) * galaxy.brightness * light, tint)
    halo = sersic(along, across / np.float32(galaxy.axis_ratio), apart, 1, scene.pixel)
    scene.add(0.12 * galaxy.brightness * halo, colour(galaxy.age))
    bow = across - np.float32(rng.normal(0, 0.6) / apart) * (
        np.float32(apart**2 / 4) - along**2
    )
    bridge = np.exp(
        -((along / np.float32(0.62 * apart)) ** 6)
        - (bow / np.float32(0.3 * galaxy.radius)) ** 2
    )
    glow = rng.uniform(0.15, 0.8) * galaxy.brightness
    scene.add(glow * bridge, colour(galaxy.age - 0.2))
    for way in (direction, direction + np.pi):
        if rng.uniform() < 0.65:
            add_tail(scene, galaxy, rng, way + rng.normal(0, 0.3))
