"""Galaxies that interact with another one: disturbed or merging.

As in `bodies`, every function adds light to a scene.
"""

import numpy as np

from galaxybench.simulation.bodies import add_knots
from galaxybench.simulation.camera import Scene, colour
from galaxybench.simulation.light import rotate, sersic, shell, tail
from galaxybench.simulation.traits import Galaxy


def add_disturbed(scene: Scene, galaxy: Galaxy, rng: np.random.Generator) -> None:
    """A distorted galaxy: bent, lopsided, clumpy, with tails or shells."""
    angle = galaxy.angle
    u, v = rotate(scene.x, scene.y, angle, galaxy.axis_ratio)
    bend, twist = rng.normal(0, 0.22), rng.normal(0, 0.1)
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
    x, y = scene.x - np.float32(off[0]), scene.y - np.float32(off[1])
    core = sersic(x, y, 0.25 * galaxy.radius, 1.5, scene.pixel)
    scene.add(rng.uniform(0, 3) * galaxy.brightness * core, colour(galaxy.age + 0.2))
    young = galaxy.age < 0.45
    if young or rng.uniform() < 0.5:
        for _ in range(int(rng.integers(1, 3))):
            add_tail(scene, galaxy, rng, rng.uniform(0, 2 * np.pi), galaxy.radius)
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
    scene: Scene,
    galaxy: Galaxy,
    rng: np.random.Generator,
    direction: float,
    scale: float,
) -> None:
    """A tidal tail that starts in the middle of the scene.

    `direction` is that in which it starts, radians. `scale` is the size of the system
    that it belongs to.
    """
    length = rng.uniform(1.6, 3.2) * scale
    curl = rng.choice([-1, 1]) * rng.uniform(0.1, 0.9)
    width = rng.uniform(0.25, 0.55) * scale
    stream = tail(scene.x, scene.y, 0.7 * scale, length, direction, curl, width)
    glow = rng.uniform(0.2, 0.9) * galaxy.brightness
    scene.add(glow * stream, colour(galaxy.age - 0.15))


def add_merging(scene: Scene, galaxy: Galaxy, rng: np.random.Generator) -> None:
    """Two touching galaxies in a common halo, with a bridge and tails."""
    direction = galaxy.angle
    apart = rng.uniform(2, 4.8) * galaxy.radius
    main = (galaxy.radius, galaxy.axis_ratio, galaxy.index, 1.0)
    other = (
        rng.uniform(0.6, 1.3) * galaxy.radius,
        rng.uniform(0.45, 1),
        rng.uniform(1, 2.5),
        rng.uniform(0.45, 1.2),
    )
    for side, (radius, axis_ratio, index, share) in ((-0.5, main), (0.5, other)):
        x = scene.x - np.float32(side * apart * np.cos(direction))
        y = scene.y - np.float32(side * apart * np.sin(direction))
        u, v = rotate(x, y, rng.uniform(0, np.pi), axis_ratio)
        v = v - np.float32(rng.normal(0, 0.25) / radius) * u * u
        light = sersic(u, v, radius, index, scene.pixel)
        tint = colour(galaxy.age + rng.normal(0, 0.2))
        scene.add(share * rng.uniform(0.9, 1.5) * galaxy.brightness * light, tint)
    along, across = rotate(scene.x, scene.y, direction)
    halo = sersic(along, across / np.float32(0.7), apart, 1, scene.pixel)
    scene.add(0.12 * galaxy.brightness * halo, colour(galaxy.age))
    bow = across - np.float32(rng.normal(0, 0.6) / apart) * (
        np.float32(apart**2 / 4) - along**2
    )
    bridge = np.exp(
        -((along / np.float32(0.62 * apart)) ** 6)
        - (bow / np.float32(0.45 * galaxy.radius)) ** 2
    )
    glow = rng.uniform(0.15, 0.8) * galaxy.brightness
    scene.add(glow * bridge, colour(galaxy.age - 0.2))
    for way in (direction, direction + np.pi):
        if rng.uniform() < 0.65:
            add_tail(scene, galaxy, rng, way + rng.normal(0, 0.3), 0.45 * apart)
