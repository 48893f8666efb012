"""Advice that works, and a warning where fractions cannot be kept."""

import re

import numpy as np
import pytest
from astropy.table import Table

from galaxybench.preparation.assignment import assign
from galaxybench.preparation.grouping import groups_of
from galaxybench.preparation.split_advice import large_group, one_class, too_small

CLASSES = ["a", "b", "c"]


def refusal(counts, catalog=None, **options):
    """The message for images of these classes that cannot be divided, or None."""
    labels = np.repeat(np.arange(len(counts)), counts)
    catalog = Table({"source_index": np.arange(len(labels)), **(catalog or {})})
    given = {"method": "holdout", "valid": 0.2, "test": 0.2, "seed": 1} | options
    names = [f"class {number}" for number in range(len(counts))]
    try:
        assign(labels, groups_of(catalog), catalog, classes=names, **given)
    except ValueError as error:
        return str(error)
    return None


@pytest.mark.parametrize("counts", [[40], [40, 0], [0, 40, 0]])
def test_one_class_is_said_to_be_one(counts):
    message = refusal(counts)
    assert "got images of one class only, 'class " in message and "(40)" in message
    assert "path" in message and "keep_classes" in message
    assert "min_class_count" not in message


def test_no_images_at_all():
    assert one_class(CLASSES, np.zeros(3, int)).startswith("got none, needed: images")


def test_of_a_thousand_small_classes_the_first_are_named():
    message = refusal([20, 20, 20] + [0] * 1997)
    assert message.startswith("1997 classes are too small to split: 'class 3' has 0")
    assert "'class 14' has 0 images in 0 groups and 1,985 more; and train" in message
    assert "set min_class_count: 1 to drop them" in message and len(message) < 1000
    message = refusal([1, 1, 40, 40, 2] + [0] * 400, method="kfold", folds=2, fold=0)
    assert len(message) < 1200


@pytest.mark.parametrize("seed", range(40))
def test_min_class_count_is_proposed_only_where_it_helps(seed):
    rng = np.random.default_rng(seed)
    counts = rng.choice([1, 2, 3, 5, 9, 40], rng.integers(2, 6)).tolist()
    options = {}
    if seed % 2:
        options = {"method": "kfold", "folds": int(rng.integers(2, 9)), "fold": 0}
    group = {"group": rng.integers(0, sum(counts), sum(counts))}
    message = refusal(counts, group, **options)
    if message is None:
        return
    proposed = re.search(r"set min_class_count: (\d+)", message)
    if proposed:
        options["min_class_count"] = int(proposed[1])
        after = refusal(counts, group, **options)
        assert after is None or "leaves" not in after and "one class" not in after
    else:
        assert "keep_classes or merge_classes" in message


def test_the_largest_bound_that_works_is_named():
    message = refusal([50, 20, 40], min_class_count=45)
    assert "got 45, which leaves 1 of 3 classes" in message
    assert message.endswith("allowed: at most 40")
    assert refusal([50, 20, 40], min_class_count=40) is None


def test_all_small_classes_are_named_at_once():
    message = refusal([2, 50, 1, 60])
    assert message.startswith(
        "2 classes are too small to split: 'class 0' has 2 images"
    )
    assert "'class 2' has 1 images in 1 groups" in message
    assert message.endswith("set min_class_count: 3 to drop them")
    assert refusal([2, 50, 1, 60], min_class_count=3) is None


def test_a_class_that_would_be_dropped_with_it_is_named():
    linked = {"group": [7] * 30 + [-1] * 90}
    message = refusal([30, 20, 30, 40], linked)
    assert "set min_class_count: 31" not in message  # one class would remain
    message = refusal([30, 20, 35, 35], linked)
    assert "set min_class_count: 31 to drop it (and with it 'class 1')" in message
    assert "link fewer images" in message
    assert refusal([30, 20, 35, 35], linked, min_class_count=31) is None


def test_fewer_folds_are_proposed_where_they_help():
    folds = {"method": "kfold", "folds": 9, "fold": 0}
    message = refusal([6, 40], **folds)
    assert "set folds: 6" in message and "min_class_count" not in message
    assert refusal([6, 40], **(folds | {"folds": 6})) is None
    assert "set folds" not in refusal([3, 40], **folds)


def test_a_test_part_without_a_class():
    part = {"part": ["train"] * 20 + ["train"] * 10 + ["test"] * 10}
    message = refusal([20, 20], part, method="predefined")
    assert "'class 0' is too small" in message and "none is left for test" in message
    assert "use the method holdout or kfold" in message


def test_words_of_one_class():
    message = too_small(
        CLASSES, np.array([9, 2, 9]), {1: (2, 1)}, "3 are needed", ["x"]
    )
    assert message == (
        "class 'b' is too small to split: it has 2 images in 1 groups, and 3 are "
        "needed; add images, or x, or set min_class_count: 3 to drop it"
    )


GOT = {"train": 60, "valid": 20, "test": 20}


@pytest.mark.parametrize(
    ("columns", "causes", "cure"),
    [
        (["ra", "dec"], "group_radius_arcsec", "choose a smaller group_radius_arcsec."),
        (["group"], "an equal `group`", "check the column `group`."),
        (["content"], "equal pixels", "equal pixels."),
    ],
)
def test_a_group_larger_than_a_part_is_a_warning(columns, causes, cure):
    wanted = {"valid": 16.4, "test": 20.0}
    assert large_group(16, 100, wanted, GOT, columns) is None
    message = large_group(50, 100, wanted, GOT, columns)
    assert "50 of 100 images" in message
    assert "more than the 16 images that valid should have" in message
    assert "60 (train), 20 (valid), 20 (test)" in message
    assert causes in message and message.endswith(cure)


@pytest.mark.parametrize(("largest", "warned"), [(1, False), (2, True)])
def test_a_single_image_is_no_group(largest, warned):
    message = large_group(largest, 60, {"valid": 0.6, "test": 59.4}, GOT, ["group"])
    assert (message is not None) == warned
    assert not warned or "more than the 1 image that valid should have" in message
