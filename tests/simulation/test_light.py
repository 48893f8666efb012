"""Surface brightness: arms wind, and half-light radii hold half the light."""

import numpy as np
import pytest

from galaxybench.simulation import light
from galaxybench.simulation.camera import Scene


def test_arms_of_a_small_pitch_wind_more_often():
    radius = np.linspace(0.05, 0.3, 2000, dtype=np.float32)
    azimuth = np.zeros_like(radius)

    def crossings(pitch):
        wave = light.spiral_arms(radius, azimuth, 2, np.radians(pitch), 0.05, 0.0, 2.0)
        return int(((wave[1:-1] > wave[:-2]) & (wave[1:-1] > wave[2:])).sum())

    assert crossings(8) > 2 * crossings(25) > 0


def test_half_of_an_exponential_disk_is_within_its_half_light_radius():
    scene = Scene(512)
    disk = light.sersic(scene.x, scene.y, 0.06, 1.0, scene.pixel)
    inside = np.hypot(scene.x, scene.y) < 0.06
    assert disk[inside].sum() / disk.sum() == pytest.approx(0.5, abs=0.01)
