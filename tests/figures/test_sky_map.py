import numpy as np
import pytest

from galaxybench.figures import sky_map


def drawn(ra, dec, labels=None, classes=("a", "$b$")):
    labels = np.arange(len(ra)) % len(classes) if labels is None else labels
    figure = sky_map.draw(
        np.array(ra, float), np.array(dec, float), labels, classes, simulated=False
    )
    figure.canvas.draw()
    (panel,) = figure.axes
    return panel, panel.collections[0].get_offsets().data


def test_a_field_is_drawn_in_degrees_with_east_to_the_left():
    panel, points = drawn([150.0, 150.4, 150.2], [2.0, 2.1, 2.3])
    assert panel.name == "rectilinear" and panel.xaxis_inverted()
    assert sorted(points[:, 0]) == pytest.approx([150, 150.2, 150.4])
    assert sorted(points[:, 1]) == pytest.approx([2, 2.1, 2.3])


def test_a_field_at_the_first_point_of_aries_is_whole():
    panel, points = drawn([359.9, 0.1, 0.2], [0, 0, 0])
    assert panel.name == "rectilinear"
    assert np.ptp(points[:, 0]) == pytest.approx(0.3)


def test_a_survey_is_drawn_on_the_whole_sky():
    ra, dec = [10.0, 100, 200, 300], [-80.0, 0, 10, 80]
    panel, points = drawn(ra, dec)
    assert panel.name == "mollweide"
    assert sorted(points[:, 1]) == pytest.approx(np.radians(dec))
    assert np.abs(points[:, 0]).max() <= np.pi


def test_unknown_positions_are_left_out():
    _, points = drawn([10, np.nan, 10.1], [1, 1, np.nan])
    assert len(points) == 1


def test_classes_have_colours_while_there_are_enough():
    few, _ = drawn([10, 10.1], [1, 1])
    assert [text.get_text() for text in few.get_legend().get_texts()] == ["a", "$b$"]
    many, _ = drawn([10, 10.1], [1, 1], classes=[str(n) for n in range(20)])
    assert many.get_legend() is None
