"""Regular galaxies: where their light lies."""

import numpy as np
import pytest

from galaxybench.simulation.bodies import add_edge_on, add_knots
from galaxybench.simulation.camera import Scene
from galaxybench.simulation.traits import Galaxy


def test_position_angle_turns_from_north_to_east():
    scene = Scene(65)
    galaxy = Galaxy(90, 60.0, 0.15, 1, 0.15, 0.1, 0.5)
    add_edge_on(scene, galaxy, np.random.default_rng(0), (0.0, 0.0))
    light = scene.bands.sum(axis=0)
    # North is up and east is left: at 60 degrees the far end is up on the left.
    left_up = light[(scene.y > 0) & (scene.x < 0)].sum()
    right_up = light[(scene.y > 0) & (scene.x > 0)].sum()
    assert left_up > 3 * right_up


def test_points_keep_their_light_and_place_at_any_size():
    galaxy = Galaxy(0, 0.0, 1.0, 1, 0.1, 0.1, 0.5)
    for size in (32, 128, 200):
        scene = Scene(size, (0.02, 0.0))
        place, far = np.array([np.pi / 2]), np.array([0.2])
        add_knots(scene, galaxy, far, place, np.array([2.0]), np.ones(3))
        total = scene.bands.sum(axis=(1, 2)) * scene.pixel**2
        np.testing.assert_allclose(total, 2e-4, rtol=1e-4)
        assert (scene.bands[0] * scene.x).sum() / scene.bands[0].sum() == pytest.approx(
            -0.2, abs=1e-3
        )


def test_a_bulge_stands_out_of_the_disk():
    galaxy = Galaxy(90, 90.0, 0.15, 1, 0.15, 0.1, 0.5)

    def light_above_the_middle(bulge):
        scene = Scene(128)
        add_edge_on(scene, galaxy, np.random.default_rng(0), (bulge, bulge))
        above = (np.abs(scene.x) < 0.03) & (np.abs(scene.y) > 0.04)
        return scene.bands[:, above].sum()

    assert light_above_the_middle(4.0) > 3 * light_above_the_middle(0.0)
