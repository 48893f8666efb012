"""The traits of a galaxy."""

import math

import pytest

from galaxybench.simulation.traits import Galaxy


def test_the_angle_is_measured_from_right_to_up():
    for north_to_east, right_to_up in ((0, 90), (90, 180)):
        galaxy = Galaxy(0, north_to_east, 1, 1, 0.1, 0.1, 0.5)
        assert galaxy.angle == pytest.approx(math.radians(right_to_up))
