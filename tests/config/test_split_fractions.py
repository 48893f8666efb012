"""Fractions that leave no image to train on."""

import pytest

from galaxybench.config.split_fractions import mistake


@pytest.mark.parametrize(
    ("split", "images"),
    [
        ({"method": "holdout", "test": 0.2, "valid": 0.2}, 10),
        ({"method": "holdout", "test": 0.5, "valid": 0.5}, 4),
        ({"method": "kfold", "folds": 5, "valid": 0.2}, 10),
        ({"method": "predefined", "valid": 0.2}, 5),
    ],
)
def test_fractions_that_leave_an_image_are_fine(split, images):
    assert mistake(split, images) is None


@pytest.mark.parametrize(
    ("split", "images", "named"),
    [
        (
            {"method": "holdout", "test": 0.99, "valid": 0.99},
            60,
            "test: 0.99 and valid: 0.99 leave 0.006 of 60 images",
        ),
        ({"method": "kfold", "folds": 2, "valid": 0.9}, 10, "folds: 2 and valid: 0.9"),
        ({"method": "predefined", "valid": 0.99}, 50, "valid: 0.99 leave 0.5 of 50"),
    ],
)
def test_fractions_that_leave_none_are_named_with_the_cure(split, images, named):
    found = mistake(split, images)
    assert found.startswith(named) and found.endswith("choose smaller fractions")
