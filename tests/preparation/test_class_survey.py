import numpy as np
import pytest
from astropy.table import Table

from galaxybench.preparation.class_survey import survey_classes, survey_groups


def test_classes_are_counted_in_images_groups_and_votes():
    labels = np.array([0, 0, 0, 0, 1, 1])
    groups = np.array([0, 0, 1, 2, 3, 3])
    votes = np.array([[0.9, 0.1]] * 4 + [[0.3, 0.7]] * 2)
    first, second, third = survey_classes(
        labels, ["a", "b", "c"], groups, np.column_stack([votes, np.zeros(6)])
    )
    assert (first["images"], first["groups"], first["few"]) == (4, 3, False)
    assert first["share"] == pytest.approx(4 / 6)
    assert first["votes"] == pytest.approx((4 * 0.9 + 2 * 0.3) / 6)
    assert (second["images"], second["groups"], second["few"]) == (2, 1, True)
    assert (third["images"], third["share"], third["few"]) == (0, 0, True)
    assert survey_classes(labels, ["a", "b"], groups)[0]["votes"] is None


def test_the_largest_group_is_found():
    catalog = Table({"group": ["x", "y", "y", "y", ""], "source_index": range(5)})
    groups, found = survey_groups(catalog)
    assert found["rows"].tolist() == [1, 2, 3]
    assert (found["number"], found["largest"], found["share"]) == (3, 3, 0.6)
    assert found["reasons"] == ["have an equal `group` in the catalog"]
    assert len({groups[1], groups[2], groups[3]}) == 1 and found["refused"] is None


def test_positions_and_pixels_make_groups():
    catalog = Table(
        {"ra": [10, 10.001, 50.0], "dec": [0.0, 0, 0], "content": ["a", "b", "b"]}
    )
    _, found = survey_groups(catalog)
    assert found["number"] == 1 and len(found["reasons"]) == 2


def test_a_catalogue_that_a_split_refuses_is_said():
    _, found = survey_groups(Table({"ra": [10.0, 20.0]}))
    assert "no column 'dec'" in found["refused"]
    assert found["number"] == 2 and found["largest"] == 1
