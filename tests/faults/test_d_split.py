"""D25: images that cannot be divided: the advice can be followed, and then it works."""

import json
from pathlib import Path

import numpy as np
import pytest
from astropy.table import Table

from galaxybench.images.fits import write_cube

HOLDOUT = {"method": "holdout", "test": 0.2, "valid": 0.25, "seed": 3}
FOLDS = {"method": "kfold", "folds": 6, "fold": 0, "valid": 0.25, "seed": 3}


def write_images(file: Path, counts: list[int], **columns: list) -> None:
    """Write an imported data set with so many images of classes a, b, ..."""
    number = sum(counts)
    cube = np.random.default_rng(0).integers(0, 256, (number, 2, 2, 1), dtype=np.uint8)
    catalog = Table({"source_index": np.arange(number), **columns})
    labels = np.repeat(np.arange(len(counts)), counts)
    classes = [*"abcdef", *map(str, range(len(counts)))][: len(counts)]
    write_cube(file, [cube], cube.shape, labels, catalog, classes, {})


@pytest.fixture
def divided(job):
    """Makes a case that divides images with so many of each class."""

    def make(counts, split, **columns):
        outputs = {part: f"{part}.fits" for part in ("train", "valid", "test")}
        case = job(
            "split_dataset",
            input={"images": "images.fits"},
            output={**outputs, "summary": "split.json"},
            params={"split": split},
        )
        write_images(case.folder / "images.fits", counts, **columns)
        return case

    return make


SPREAD = {"ra": [0.0] * 50 + [*np.linspace(5, 300, 50)], "dec": [0.0] * 100}


@pytest.mark.parametrize(
    ("counts", "split", "columns", "says", "absent", "mended"),
    [
        # One class: no number helps.
        (
            [30], HOLDOUT, {},
            ["images of one class only, 'a' (30)", "at least two classes", "path"],
            "set min_class_count", ([30, 30], HOLDOUT, {}),
        ),
        # The number that is proposed works.
        (
            [30, 2, 30], HOLDOUT, {},
            ["class 'b' is too small", "2 images in 2 groups", "min_class_count: 3"],
            None, ([30, 2, 30], HOLDOUT | {"min_class_count": 3}, {}),
        ),
        # All small classes at once.
        (
            [1, 30, 2, 30], HOLDOUT, {},
            ["2 classes are too small", "'a' has 1", "'c' has 2", "min_class_count: 3"],
            None, ([1, 30, 2, 30], HOLDOUT | {"min_class_count": 3}, {}),
        ),
        # Dropping would leave one class: other advice.
        (
            [30, 2], HOLDOUT, {},
            ["class 'b' is too small", "add images, or", "keep_classes"],
            "set min_class_count", ([30, 3], HOLDOUT, {}),
        ),
        # A number that leaves one class: the largest that does not is named.
        (
            [30, 20, 10], HOLDOUT | {"min_class_count": 25}, {},
            ["got 25, which leaves 1 of 3 classes", "allowed: at most 20"],
            None, ([30, 20, 10], HOLDOUT | {"min_class_count": 20}, {}),
        ),
        # Fewer folds help.
        (
            [30, 5], FOLDS, {},
            ["6 folds and valid need 6 groups", "set folds: 5"],
            "set min_class_count", ([30, 5], FOLDS | {"folds": 5}, {}),
        ),
        # A large class that is one group: its links are the cause.
        (
            [50, 50], HOLDOUT, {"group": [1] * 50 + [-1] * 50},
            ["'a' is too small", "50 images in 1 groups", "link fewer images"],
            "set min_class_count", ([50, 50], HOLDOUT, {"group": [*range(100)]}),
        ),
        (
            [50, 50], HOLDOUT, SPREAD,
            ["50 images in 1 groups", "group_radius_arcsec"],
            "set min_class_count", ([50, 50], HOLDOUT, {}),
        ),
        # Fractions that leave nothing to train on.
        (
            [30, 30], HOLDOUT | {"test": 0.99, "valid": 0.99}, {},
            ["test: 0.99 and valid: 0.99 leave 0.006 of 60 images for training"],
            "group", ([30, 30], HOLDOUT | {"test": 0.9, "valid": 0.8}, {}),
        ),
        # The data set's own test part lacks a class.
        (
            [20, 20], HOLDOUT | {"method": "predefined"},
            {"part": ["train"] * 30 + ["test"] * 10},
            ["'a' is too small", "none is left for test", "method holdout or kfold"],
            "set min_class_count", ([20, 20], HOLDOUT, {}),
        ),
    ],
)  # fmt: skip
def test_advice_that_works(divided, counts, split, columns, says, absent, mended):
    ended = divided(counts, split, **columns).refused(*says)
    assert absent is None or absent not in ended.terminal
    again, options, own = mended
    divided(again, options, **own).passes()


def test_hundreds_of_classes_without_images_are_not_listed(divided):
    counts = [20, 20, 20] + [0] * 900
    ended = divided(counts, HOLDOUT).refused(
        "900 classes are too small", "'d' has 0 images", "and 888 more", "add images"
    )
    assert len(ended.terminal) < 2000
    divided(counts, HOLDOUT | {"min_class_count": 1}).passes()


@pytest.mark.parametrize(
    ("columns", "cure"),
    [
        ({"group": [1] * 60 + [-1] * 60}, "check the column `group`"),
        (
            {"ra": [0.0] * 60 + [*np.linspace(5, 300, 60)], "dec": [0.0] * 120},
            "choose a smaller group_radius_arcsec",
        ),
    ],
)
def test_a_group_of_half_the_images_is_a_warning_with_a_cure(divided, columns, cure):
    mixed = {name: [*np.array(values).reshape(2, 2, 30).swapaxes(0, 1).ravel()]
             for name, values in columns.items()}  # fmt: skip
    case = divided([60, 60], HOLDOUT, **mixed)
    case.passes()
    warning = json.loads((case.folder / "split.json").read_text())["group_warning"]
    assert "60 of 120 images" in warning and cure in warning
    assert warning in (case.folder / "job.log").read_text()
