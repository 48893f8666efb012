"""Undefined pixels are counted by class, and a class that they give away is named."""

import numpy as np
import pytest

from galaxybench.preparation.nan_counts import count_nan

LABELS = np.repeat([0, 1], [20, 60])


def measured(first, others):
    """The first images of each class have a tenth of their pixels undefined."""
    fraction = np.zeros(80)
    fraction[:first] = fraction[20 : 20 + others] = 0.1
    return {"nan_fraction": fraction}


def test_nothing_is_counted_where_nothing_was_filled():
    assert count_nan({}, LABELS, ["edge", "middle"]) == ({}, [])


@pytest.mark.parametrize(
    ("first", "others", "named"),
    [(20, 3, True), (4, 5, True), (2, 6, False), (1, 0, False), (20, 60, False)],
)
def test_a_class_with_many_more_is_named(first, others, named):
    found, warnings = count_nan(measured(first, others), LABELS, ["edge", "middle"])
    assert found["nan"]["images"] == first + others
    assert found["nan"]["classes"]["edge"] == {
        "images": first,
        "fraction": pytest.approx(0.1 * first / 20),
    }
    assert any("images of edge had undefined" in text for text in warnings) == named


def test_classes_without_images_and_tiny_classes_are_not_compared():
    labels = np.repeat([0, 1], [3, 77])
    found, warnings = count_nan(measured(3, 0), labels, ["few", "many", "none"])
    assert warnings == [] and set(found["nan"]["classes"]) == {"few", "many"}
