"""Interacting galaxies: tails point away, and mergers have two bodies."""

import numpy as np
import pytest

from galaxybench.simulation.camera import Scene
from galaxybench.simulation.encounters import add_disturbed, add_merging, add_tail
from galaxybench.simulation.traits import Galaxy

GALAXY = Galaxy(0, 90.0, 0.8, 2, 0.05, 0.15, 0.5)


@pytest.mark.parametrize("direction", [0, np.pi / 2])
def test_a_tail_lies_on_one_side(direction):
    scene = Scene(64)
    add_tail(scene, GALAXY, np.random.default_rng(0), direction, 0.1)
    along = scene.x * np.cos(direction) + scene.y * np.sin(direction)
    light = scene.bands.sum(axis=0)
    assert light[along > 0].sum() > 10 * light[along < 0].sum()


@pytest.mark.parametrize("seed", range(5))
def test_a_merger_has_a_body_on_each_side_of_the_middle(seed):
    scene = Scene(96)
    add_merging(scene, GALAXY, np.random.default_rng(seed))
    profile = scene.bands.sum(axis=(0, 1))
    middle = len(profile) // 2
    bridge = profile[middle - 2 : middle + 2].mean()
    assert profile[:middle].max() > bridge < profile[middle:].max()


def test_an_old_disturbed_galaxy_is_lopsided():
    scene = Scene(96)
    add_disturbed(scene, GALAXY, np.random.default_rng(3))
    light = scene.bands.sum(axis=0)
    turned = light[::-1, ::-1]
    assert np.abs(light - turned).sum() > 0.1 * light.sum()
