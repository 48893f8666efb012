"""Too few images for a split, too many runs."""

import pytest

from galaxybench.config.configuration import resolve
from tests.helpers.config_samples import (
    SCHEMA,
    assert_one_mistake,
    changed,
    good,
    mistakes,
)

SPLITS = "experiments.demo.splits"


def tiny(split, **options):
    """The good config with few images, of four classes, and a split."""
    config = good()
    config["datasets"]["sim"] = {"source": "sky", **options}
    config["splits"]["holdout"] = split
    return config


@pytest.mark.parametrize(
    ("split", "says"),
    [
        ({"test": 0.99, "valid": 0.99},
         "test: 0.99 and valid: 0.99 leave 0.006 of 60 images for training"),
        ({"method": "kfold", "folds": 5, "valid": 0.99}, "folds: 5 and valid: 0.99"),
    ],
)  # fmt: skip
def test_fractions_that_leave_nothing_to_train_on(root, split, says):
    assert_one_mistake(tiny(split, images=60), "splits.holdout", says, "choose smaller")
    resolve(tiny(split | {"valid": 0.2}, images=600), SCHEMA)


@pytest.mark.parametrize(
    ("split", "options", "parts"),
    [
        ({}, {"images": 11}, ["3 images of each class, 12 in all for 4 classes", "11"]),
        ({}, {"limit": 11}, ["'sim' has at most 11"]),
        ({"method": "kfold", "folds": 30}, {}, ["30 images of each class, 120 in all"]),
        ({"method": "kfold", "folds": 2}, {"images": 15}, ["4 images of each class"]),
        ({"method": "kfold", "folds": 60}, {"keep_classes": [0, 1]}, ["for 2 classes"]),
        ({"method": "kfold", "folds": 60, "min_class_count": 1}, {}, ["120 in all"]),
    ],
)
def test_a_split_that_the_images_cannot_fill(root, split, options, parts):
    assert_one_mistake(tiny(split, **options), SPLITS, "'holdout' needs", *parts)


@pytest.mark.parametrize(
    ("split", "options"),
    [
        ({}, {"images": 12}),
        ({"method": "kfold", "folds": 25}, {}),
        ({"method": "kfold", "folds": 50, "min_class_count": 1}, {}),
        ({"method": "kfold", "folds": 50}, {"merge_classes": {"a": [0], "b": [1]}}),
    ],
)
def test_a_split_that_the_images_may_fill(root, split, options):
    resolve(tiny(split, **options), SCHEMA)


def test_images_whose_number_is_not_known(root):
    config = changed("datasets.sim", {"source": "folder", "path": "x"})
    config["splits"]["holdout"] = {"method": "kfold", "folds": 100}
    resolve(config, SCHEMA)
    config["datasets"]["sim"]["limit"] = 150
    assert_one_mistake(config, SPLITS, "200 in all for 2 classes", "at most 150")


def test_runs_are_counted_with_their_folds(root):
    config = changed("experiments.demo.seeds", list(range(5000)))
    resolve(config, SCHEMA)
    config["experiments"]["demo"]["splits"] = ["holdout", "cv"]
    config["splits"]["cv"] = {"method": "kfold", "folds": 2}
    (message,) = mistakes(config)
    assert message.startswith(
        "experiments.demo: got 30,000 runs (1 datasets x 3 splits"
    )
    assert message.endswith("allowed: at most 10,000")
