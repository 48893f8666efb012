"""The camera: directions, the point-spread function and colours."""

import numpy as np
import pytest

from galaxybench.simulation.camera import Scene, colour, point_spread, take_picture


def test_the_point_spread_function_has_its_width():
    kernel = point_spread(0.02, 0.001)
    assert kernel.sum() == pytest.approx(1, abs=1e-4)
    middle = kernel[len(kernel) // 2]
    assert np.count_nonzero(middle > middle.max() / 2) == pytest.approx(20, abs=1)


def test_colours_run_from_blue_to_red_at_equal_light():
    young, old = colour(0.0), colour(1.0)
    assert young[2] > young[0]
    assert old[0] > old[2]
    assert young.mean() == pytest.approx(old.mean(), rel=1e-6)


def test_up_in_the_scene_is_up_in_the_picture():
    scene = Scene(48, (0.0, 0.05))
    scene.add_points([0.25], [0.2], [20.0], np.ones(3))
    picture = take_picture(scene, 0.02, 0.0, np.random.default_rng(0)).sum(axis=-1)
    row, column = np.unravel_index(picture.argmax(), picture.shape)
    assert row == pytest.approx((0.5 - 0.25) * 48, abs=1)
    assert column == pytest.approx((0.5 + 0.25) * 48, abs=1)
