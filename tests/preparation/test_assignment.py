"""Groups and parts: nothing straddles, every class is everywhere, seeds decide."""

import numpy as np
import pytest
from astropy.table import Table
from sklearn.model_selection import train_test_split

from galaxybench.preparation.assignment import PARTS, assign
from galaxybench.preparation.grouping import groups_of

DECALS = [1081, 1853, 2645, 2027, 334, 2043, 1829, 2628, 1423, 1873]  # 17,736 images
SDSS_BOXY = 17


def table(images, **columns):
    return Table({"source_index": np.arange(images), **columns})


def labels_of(counts):
    return np.repeat(np.arange(len(counts)), counts)


def split(labels, catalog=None, method="holdout", **options):
    catalog = table(len(labels)) if catalog is None else catalog
    classes = [f"class {label}" for label in range(int(labels.max()) + 1)]
    options = {"valid": 0.2, "seed": 7, "classes": classes} | options
    if method == "holdout":
        options = {"test": 0.2} | options
    return assign(labels, groups_of(catalog), catalog, method, **options)


def parts_of(assignment):
    return [assignment.rows[part] for part in PARTS]


def random_case(seed, images=400):
    """Labels of 4 classes with groups of 1 to 9 images that mix the classes."""
    rng = np.random.default_rng(seed)
    labels = rng.choice(4, images, p=[0.1, 0.2, 0.3, 0.4])
    return labels, table(images, group=rng.integers(0, images // 3, images))


# Holdout


def test_single_images_are_divided_as_the_source_studies_do():
    labels = labels_of(DECALS)
    assignment = split(labels)
    sizes = [len(rows) for rows in parts_of(assignment)]
    assert sizes == [11_350, 2_838, 3_548]
    rest, test = train_test_split(
        np.arange(len(labels)), test_size=0.2, random_state=7, stratify=labels
    )
    train, valid = train_test_split(
        np.sort(rest), test_size=0.2, random_state=7, stratify=labels[np.sort(rest)]
    )
    for rows, expected in zip(parts_of(assignment), (train, valid, test), strict=True):
        np.testing.assert_array_equal(rows, np.sort(expected))


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("method", ["holdout", "kfold"])
def test_no_group_straddles_and_no_image_is_lost(seed, method):
    labels, catalog = random_case(seed)
    options = {"folds": 4, "fold": seed % 4} if method == "kfold" else {}
    assignment = split(labels, catalog, method, seed=seed, **options)
    parts = parts_of(assignment)
    assert sorted(np.concatenate(parts)) == list(range(len(labels)))
    groups = [set(catalog["group"][rows]) for rows in parts]
    assert sum(map(len, groups)) == len(set().union(*groups))
    for rows in parts:
        assert rows.dtype == np.int64 and (np.diff(rows) > 0).all()
        assert set(labels[rows]) == set(range(4))
    assert 0.1 < len(parts[2]) / len(labels) < 0.35


@pytest.mark.parametrize("count", [3, 4, 5, 8, SDSS_BOXY])
@pytest.mark.parametrize("test", [0.1, 0.2, 0.6])
def test_a_small_class_is_in_every_part(count, test):
    labels = labels_of([300, count, 100])
    for seed in range(20):
        for rows in parts_of(split(labels, seed=seed, test=test)):
            assert (labels[rows] == 1).any()


def test_a_class_of_17_images_keeps_its_proportion():
    labels = labels_of([3000, SDSS_BOXY])
    counts = [np.sum(labels[rows]) for rows in parts_of(split(labels))]
    assert sum(counts) == 17 and counts[2] in (3, 4) and counts[1] in (2, 3)


def test_fewer_images_than_fractions_ask_for():
    labels = labels_of([3] * 10)  # a fifth of 30 is less than one for every class
    for rows in parts_of(split(labels)):
        assert np.bincount(labels[rows]).tolist() == [1] * 10


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("rare", [0, 1])
def test_a_group_is_drawn_with_its_rarest_class(seed, rare):
    """Every image of the rare class is grouped with one of the common class."""
    labels = np.where(np.arange(150) % 5 == 2, rare, 1 - rare)
    group = np.arange(150) - (np.arange(150) % 5 == 3) * 1
    parts = parts_of(split(labels, table(150, group=group), seed=seed))
    assert [int(np.sum(labels[rows] == rare)) for rows in parts] == [19, 5, 6]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {},
            "class 'class 1' is too small to split: it has 2 images in 2 groups, and "
            "train, valid and test need 3 groups; add images, or set min_class_count: "
            "3 to drop it",
        ),
        ({"method": "kfold", "folds": 5, "fold": 0}, "2 images .* 5 folds .* 5"),
        ({"method": "kfold", "folds": 2, "fold": 0}, "2 images .* 2 folds .* 4"),
    ],
)
def test_a_class_too_small_is_an_error_that_names_it(options, message):
    with pytest.raises(ValueError, match=message):
        split(labels_of([50, 2, 40]), **options)


def test_images_that_are_one_group_do_not_make_a_class_large():
    labels = labels_of([50, 20])
    group = np.r_[np.arange(50), np.full(20, 99)]
    with pytest.raises(ValueError, match="'class 1' .* 20 images in 1 groups"):
        split(labels, table(70, group=group))


def test_a_class_without_images_is_an_error():
    with pytest.raises(ValueError, match="'empty' is too small .* 0 images"):
        split(labels_of([50, 20]), classes=["a", "b", "empty"])


def test_min_class_count_drops_small_classes_and_renumbers():
    labels = labels_of([50, 2, 40])
    assignment = split(labels, min_class_count=3)
    assert assignment.classes == ["class 0", "class 2"]
    assert assignment.notes["dropped_classes"] == {"class 1": 2}
    assert assignment.labels.tolist() == [0] * 50 + [-1] * 2 + [1] * 40
    rows = np.concatenate(parts_of(assignment))
    assert sorted(rows) == [*range(50), *range(52, 92)]
    with pytest.raises(ValueError, match="got 45, which leaves 1 of 3 classes"):
        split(labels, min_class_count=45)


def test_the_seed_decides():
    labels, catalog = random_case(0)
    first, again, other = (split(labels, catalog, seed=seed) for seed in (1, 1, 2))
    for one, same in zip(parts_of(first), parts_of(again), strict=True):
        np.testing.assert_array_equal(one, same)
    assert set(first.rows["test"]) != set(other.rows["test"])


# Folds


@pytest.mark.parametrize("folds", [2, 3, 5])
def test_every_image_is_tested_once_over_the_folds(folds):
    labels, catalog = random_case(3)
    tested = [
        split(labels, catalog, "kfold", folds=folds, fold=fold).rows["test"]
        for fold in range(folds)
    ]
    assert sorted(np.concatenate(tested)) == list(range(len(labels)))


# Predefined


def predefined_case():
    """200 images of train, 60 of test; rows 0, 1 and 150 of train are also in test."""
    labels = np.arange(260) % 4
    content = np.array([f"image {row}" for row in range(260)])
    content[[200, 204]] = content[[0, 1]]
    ra = np.arange(260, dtype=float)
    ra[240] = ra[150] + 10 / 3600
    part = np.where(np.arange(260) < 200, "train", "test")
    return labels, table(260, content=content, ra=ra, dec=np.zeros(260), part=part)


def test_predefined_keeps_test_whole_and_drops_its_twins_from_train():
    labels, catalog = predefined_case()
    assignment = split(labels, catalog, "predefined")
    assert assignment.rows["test"].tolist() == list(range(200, 260))
    assert assignment.notes["dropped_from_train"] == [0, 1, 150]
    rest = np.concatenate([assignment.rows["train"], assignment.rows["valid"]])
    assert sorted(rest) == sorted(set(range(200)) - {0, 1, 150})
    assert len(assignment.rows["valid"]) == 40  # a fifth of 197


def test_predefined_needs_the_parts():
    with pytest.raises(ValueError, match="column 'part'"):
        split(labels_of([9, 9]), method="predefined")
    labels, catalog = predefined_case()
    catalog["part"] = "dev"
    with pytest.raises(
        ValueError,
        match="got 'dev' in row 0 .and 259 more., allowed: train, valid, test",
    ):
        split(labels, catalog, "predefined")


def test_predefined_takes_the_valid_images_that_are_named():
    labels, catalog = predefined_case()
    parts = np.array(catalog["part"], "U5")
    parts[100:150] = "valid"
    parts[[0, 4]] = "valid"  # row 0 is also in test
    catalog["part"] = parts
    catalog["content"][5] = catalog["content"][101]
    assignment = split(labels, catalog, "predefined")
    assert assignment.rows["test"].tolist() == list(range(200, 260))
    assert assignment.rows["valid"].tolist() == [4, *range(100, 150)]
    assert assignment.notes["dropped_from_valid"] == [0]
    assert assignment.notes["dropped_from_train"] == [1, 5, 150]
    assert assignment.rows["train"].tolist() == [2, 3, *range(6, 100), *range(151, 200)]
    half = split(labels, catalog, "predefined", train_fraction=0.5)
    assert set(half.rows["train"]) < set(assignment.rows["train"])


def test_predefined_with_valid_and_test_images_only():
    labels, catalog = predefined_case()
    catalog["part"] = np.where(catalog["part"] == "train", "valid", "test")
    with pytest.raises(ValueError, match="4 classes are too small .* train need 1"):
        split(labels, catalog, "predefined")


def test_predefined_with_a_class_that_has_no_test_image():
    labels, catalog = predefined_case()
    labels[200:][labels[200:] == 2] = 1
    with pytest.raises(ValueError, match="'class 2' .* none is left for test"):
        split(labels, catalog, "predefined")


# Learning curves


@pytest.mark.parametrize("method", ["holdout", "kfold", "predefined"])
def test_train_fractions_are_nested_and_change_nothing_else(method):
    if method == "predefined":
        labels, catalog = predefined_case()
    else:
        labels, catalog = random_case(5)
    options = {"folds": 3, "fold": 1} if method == "kfold" else {}
    steps = [
        split(labels, catalog, method, train_fraction=part, **options)
        for part in (1, 0.5, 0.25, 0.125)
    ]
    for larger, smaller in zip(steps, steps[1:], strict=False):
        assert set(smaller.rows["train"]) < set(larger.rows["train"])
        assert set(labels[smaller.rows["train"]]) == set(range(4))
        np.testing.assert_array_equal(larger.rows["valid"], smaller.rows["valid"])
        np.testing.assert_array_equal(larger.rows["test"], smaller.rows["test"])
    left_out = steps[2].notes["left_out_by_train_fraction"]
    assert left_out == len(steps[0].rows["train"]) - len(steps[2].rows["train"])
    assert len(steps[1].rows["train"]) == pytest.approx(
        len(steps[0].rows["train"]) / 2, rel=0.15
    )


def test_train_fractions_keep_the_proportions():
    labels = labels_of(DECALS)
    whole, eighth = (split(labels, train_fraction=part) for part in (1, 0.125))
    counts = [np.bincount(labels[a.rows["train"]]) for a in (whole, eighth)]
    np.testing.assert_allclose(counts[1], counts[0] / 8, atol=0.5)
