"""Nothing is trained on a data set without pixels, and every row of it counts."""

import pytest

from galaxybench.config.check_pixels import has_pixels
from galaxybench.config.configuration import resolve
from tests.helpers.config_samples import SCHEMA, assert_one_mistake, good

SOURCE = """
OPTIONS = {"path": {"type": "string", "description": "-"}}
FILES = []
CLASSES = None
CITATION = "-"
PREDEFINED_SPLIT = True
PIXELS = False
"""
FILE = {"file": "a.csv", "dataset": "outside", "split": "own"}


@pytest.fixture
def alone(root):
    """A config of predictions alone, with changes of its parts."""
    (root / "datasets/answers.py").write_text(SOURCE)

    def make(dataset=(), split=(), experiment=()):
        config = good()
        config["datasets"]["outside"] = {"source": "answers", "path": "a.csv"}
        config["datasets"]["outside"] |= dict(dataset)
        config["splits"]["own"] = {"method": "predefined"} | dict(split)
        config["experiments"]["only"] = {
            **{"datasets": ["outside"], "splits": ["own"], "models": []},
            **{"recipes": [], "seeds": [0], "predictions": {"theirs": FILE}},
        } | dict(experiment)
        return config

    return make


def test_predictions_alone_are_right(alone):
    described = resolve(alone(), SCHEMA)
    assert not has_pixels(described["datasets"]["outside"])
    assert has_pixels({"source": "sky"}) and has_pixels({"source": "none"})


@pytest.mark.parametrize(
    ("changes", "key", "parts"),
    [
        (
            {"experiment": {"models": ["lenet5"], "recipes": ["quick"]}},
            "experiments.only.datasets",
            [
                "'outside' (source answers) has no images to train lenet5 on",
                "models: []",
            ],
        ),
        (
            {"split": {"min_class_count": 5}},
            "experiments.only.splits",
            ["'own' has min_class_count 5", "allowed: min_class_count 0"],
        ),
        (
            {"split": {"train_fraction": 0.5}},
            "experiments.only.splits",
            ["'own' has train_fraction 0.5"],
        ),
        (
            {"dataset": {"resize": 32}},
            "datasets.outside.resize",
            ["got 32", "no images"],
        ),
        (
            {"experiment": {"label_check": True}},
            "experiments.only.label_check",
            ["`models: []`", "remove it"],
        ),
        (
            {"experiment": {"score_train": True}},
            "experiments.only.score_train",
            ["`models: []`", "no run is trained here", "remove it"],
        ),
        ({"dataset": {"limit": 32}}, "datasets.outside.limit", ["got 32", "every row"]),
    ],
)
def test_what_needs_images_is_refused(alone, changes, key, parts):
    assert_one_mistake(alone(**changes), key, *parts)


def test_test_images_are_not_divided(alone):
    own = {
        "predictions": {"theirs": FILE | {"split": "holdout"}},
        "splits": ["holdout"],
    }
    where = "experiments.only.splits"
    assert_one_mistake(alone(experiment=own), where, "'holdout' divides images")
