"""Surface brightness of the parts of a galaxy: bulge, disk, arms, bar, tails.

Positions and lengths are in widths of the picture, so that a galaxy looks the same at
any number of pixels. Maps are (height, width) float32 with a maximum of 1, unless noted
otherwise.
"""

import numpy as np
from astropy.modeling.models import Sersic1D

SCALE_LENGTHS = 1.678
"""Half-light radius of an exponential disk in scale lengths."""


def rotate(
    x: np.ndarray, y: np.ndarray, angle: float, axis_ratio: float = 1.0
) -> tuple[np.ndarray, np.ndarray]:
    """Rotate to coordinates along the major and minor axis, stretched to a circle.

    `angle` is that of the major axis, in radians from `x` (right) towards `y` (up). The
    results are coordinates in the plane of a disk that is seen at the inclination
    arccos(axis_ratio).
    """
    cos, sin = np.float32(np.cos(angle)), np.float32(np.sin(angle))
    return x * cos + y * sin, (y * cos - x * sin) / np.float32(axis_ratio)


def sersic(
    u: np.ndarray, v: np.ndarray, half_light_radius: float, index: float, pixel: float
) -> np.ndarray:
    """A Sérsic profile, 1 at the half-light radius.

    The coordinates are those of `rotate`. An index of 1 is an exponential disk, 4 an
    elliptical galaxy. A cusp narrower than a `pixel` is rounded, because a pixel holds
    the mean of the light that falls on it.
    """
    radius = np.sqrt(u * u + v * v + np.float32(0.16 * pixel**2))
    return Sersic1D.evaluate(
        radius, np.float32(1), np.float32(half_light_radius), np.float32(index)
    )


def spiral_arms(
    radius: np.ndarray,
    azimuth: np.ndarray,
    arms: int,
    pitch: float,
    start: float,
    phase: float,
    sharpness: float,
) -> np.ndarray:
    """Logarithmic spiral arms in the plane of the disk; angles in radians.

    `pitch` is the angle between an arm and a circle; negative winds the other way. The
    arms begin at the radius `start`, the first one at the azimuth `phase`. A
    `sharpness` of 1 gives waves, 5 thin arms.
    """
    winding = np.log(radius / np.float32(start)) / np.float32(np.tan(pitch))
    wave = np.cos(np.float32(arms) * (azimuth - np.float32(phase) - winding))
    begin = 1 / (1 + (np.float32(start) / radius) ** 6)
    return np.exp(np.float32(sharpness) * (wave - 1)) * begin


def bar(u: np.ndarray, v: np.ndarray, half_length: float, width: float) -> np.ndarray:
    """A bar with a flat profile and box-like ends along `u`, in the plane of the disk.

    `width` is half the width over `half_length`.
    """
    along = np.abs(u / np.float32(half_length))
    across = np.abs(v / np.float32(half_length * width))
    return np.exp(-(along**3) - across**2)


def edge_on_disk(
    u: np.ndarray, z: np.ndarray, half_light_radius: float, thickness: float
) -> np.ndarray:
    """An exponential disk along `u` seen edge-on, with a sech² vertical profile.

    `half_light_radius` is that of the same disk seen face-on, `thickness` is the scale
    height over the scale length.
    """
    length = half_light_radius / SCALE_LENGTHS
    height = np.clip(np.abs(z) / np.float32(thickness * length), 0, 20)
    # The line of sight crosses a cylinder, so light falls off as x K1(x), for which
    # (1 + x) exp(-x) is a close and smooth approximation. Real disks have an edge.
    x = np.abs(u) / np.float32(length)
    edge = 1 / (1 + (x / np.float32(4.5)) ** 10)
    return (1 + x) * np.exp(-x) * edge / np.cosh(height) ** 2


def tail(
    x: np.ndarray,
    y: np.ndarray,
    start: float,
    length: float,
    direction: float,
    curl: float,
    width: float,
) -> np.ndarray:
    """A tidal tail: a curved stream from the centre that widens and fades.

    It begins at the distance `start` in a `direction` (radians) with half the width
    `width`, fades over a `length`, and has then turned by `curl` radians.
    """
    radius = np.sqrt(x * x + y * y) + np.float32(1e-4)
    turned = np.float32(direction) + np.float32(curl / length) * radius
    angle = np.arctan2(y, x) - turned
    ahead = np.cos(angle) > 0
    across = radius * np.sin(angle)
    spread = np.float32(width) * (1 + radius / np.float32(length))
    begin = 1 / (1 + (np.float32(start) / radius) ** 6)
    fade = np.exp(-((radius / np.float32(1.6 * length)) ** 3))
    return np.exp(-((across / spread) ** 2)) * begin * fade * ahead


def shell(
    u: np.ndarray, v: np.ndarray, radius: float, direction: float, opening: float
) -> np.ndarray:
    """A shell: an arc with a sharp outer edge, as a merged satellite leaves behind.

    The coordinates are those of `rotate`. `radius` is the radius of the edge;
    `direction` is the middle of the arc and `opening` half the angle that it spans,
    both in radians.
    """
    distance = np.sqrt(u * u + v * v) / np.float32(radius)
    edge = 1 / (1 + np.exp(np.clip((distance - 1) * 40, -30, 30)))
    inside = np.exp(-(((distance - 1) / np.float32(0.22)) ** 2))
    turn = np.arctan2(v, u) - np.float32(direction)
    arc = np.exp((np.cos(turn) - 1) / np.float32(1 - np.cos(opening)))
    return edge * inside * arc
