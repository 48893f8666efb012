"""Whatever the labels, groups and options: a split keeps its promises or is refused."""

import re

import numpy as np
import pytest
from astropy.table import Table
from hypothesis import given
from hypothesis import strategies as st

from galaxybench.files import read_json
from galaxybench.images import fits
from galaxybench.preparation.assignment import PARTS, assign
from galaxybench.preparation.grouping import groups_of
from galaxybench.preparation.splitting import split_dataset
from tests.helpers.fuzzing import fuzz

FRACTIONS = st.floats(0.01, 0.9)


@st.composite
def labelled(draw):
    """Labels and groups of images, as drawn for one data set; and its classes."""
    number = draw(st.integers(1, 6))
    counts = draw(
        st.lists(st.integers(0, 40), min_size=number, max_size=number).filter(sum)
    )
    generator = np.random.default_rng(draw(st.integers(0, 999)))
    labels = generator.permutation(np.repeat(np.arange(number), counts))
    # From every image alone to all images in a few groups.
    groups = generator.integers(0, draw(st.integers(1, 3 * len(labels))), len(labels))
    if draw(st.booleans()):
        groups = np.arange(len(labels))
    return labels, np.unique(groups, return_inverse=True)[1], [
        f"class {n}" for n in range(number)
    ]  # fmt: skip


@st.composite
def options(draw):
    """Options of a split that a configuration allows."""
    method = draw(st.sampled_from(["holdout", "kfold", "predefined"]))
    chosen = {
        "method": method,
        "valid": draw(FRACTIONS),
        "seed": draw(st.integers(0, 2**32 - 1)),
        "train_fraction": draw(st.just(1.0) | st.floats(0.001, 1.0)),
        "min_class_count": draw(st.sampled_from([0, 0, 3, 12])),
    }
    if method == "holdout":
        chosen["test"] = draw(FRACTIONS)
    if method == "kfold":
        chosen["folds"] = draw(st.integers(2, 7))
        chosen["fold"] = draw(st.integers(0, chosen["folds"] - 1))
    return chosen


def divided(images, split):
    """The assignment, or None if it is refused with a message about the images."""
    labels, groups, classes = images
    parts = np.where(np.arange(len(labels)) % 3 == 0, "test", "train")
    catalog = Table({"part": parts})
    try:
        return assign(labels, groups, catalog, classes=classes, **split)
    except ValueError as error:
        assert any(f"{text}" in str(error) for text in ["class ", "min_class_count"])
        cures = ["set min_class_count", "allowed:", "keep_classes"]
        assert any(cure in str(error) for cure in cures)
        return None


@fuzz(400)
@given(images=labelled(), split=options())
def test_what_is_accepted_keeps_its_promises(images, split):
    made = divided(images, split)
    if made is None:
        return
    labels, groups, classes = images
    counts = np.bincount(labels, minlength=len(classes))
    kept = counts[labels] >= split["min_class_count"]
    rows = np.concatenate([made.rows[part] for part in PARTS])
    # No image twice, and all of them but those that the notes count.
    assert len(np.unique(rows)) == len(rows)
    left_out = made.notes["left_out_by_train_fraction"]
    twins = made.notes.get("dropped_from_train", [])
    assert len(rows) + left_out + len(twins) == kept.sum()
    assert kept[rows].all()
    # No group in two parts, and every class in every part.
    groups_in = [set(groups[made.rows[part]].tolist()) for part in PARTS]
    assert sum(map(len, groups_in)) == len(set().union(*groups_in))
    for part in PARTS:
        assert set(made.labels[made.rows[part]]) == set(range(len(made.classes)))
    for row in rows:
        assert made.classes[made.labels[row]] == classes[labels[row]]
    # The same seed makes the same split.
    again = divided(images, split)
    assert all((again.rows[part] == made.rows[part]).all() for part in PARTS)


@fuzz(150)
@given(images=labelled(), split=options(), smaller=st.floats(0.001, 1.0))
def test_a_smaller_fraction_lies_within_a_larger_one(images, split, smaller):
    large = divided(images, split)
    part = split["train_fraction"] * smaller
    small = divided(images, split | {"train_fraction": part})
    assert (large is None) == (small is None)
    if large:
        assert set(small.rows["train"]) <= set(large.rows["train"])
        for name in ("valid", "test"):
            assert small.rows[name].tolist() == large.rows[name].tolist()


@fuzz(60)
@given(images=labelled(), split=options().filter(lambda o: o["method"] == "kfold"))
def test_every_image_is_in_the_test_part_of_one_fold(images, split):
    folds = [divided(images, split | {"fold": fold}) for fold in range(split["folds"])]
    if all(folds):
        tested = np.concatenate([made.rows["test"] for made in folds])
        assert sorted(tested) == np.flatnonzero(folds[0].labels >= 0).tolist()


@fuzz(100)
@given(images=labelled(), split=options())
def test_what_a_refusal_advises_is_not_refused_itself(images, split):
    labels, groups, classes = images
    catalog = Table({"part": np.where(np.arange(len(labels)) % 3, "train", "test")})
    advised = None
    for _ in range(len(classes)):
        try:
            assign(labels, groups, catalog, classes=classes, **split)
        except ValueError as error:
            assert advised is None or not str(error).startswith("min_class_count")
            advised = re.search(r"set min_class_count: (\d+)", str(error))
            if advised is None:
                return
            split = split | {"min_class_count": int(advised[1])}


@st.composite
def catalogs(draw):
    """A catalog with any of the columns that group images, whatever they hold."""
    n = draw(st.integers(1, 20))
    degrees = st.floats(-400, 400) | st.just(np.nan) | st.sampled_from([0.0, 360.0])
    columns = {
        "ra": st.lists(degrees, min_size=n, max_size=n),
        "dec": st.lists(degrees | st.floats(-90, 90), min_size=n, max_size=n),
        "group": st.lists(st.integers(-2, 4), min_size=n, max_size=n)
        | st.lists(st.sampled_from(["", " ", "a", "b "]), min_size=n, max_size=n),
        "content": st.lists(st.sampled_from("abcdefgh"), min_size=n, max_size=n),
    }
    chosen = draw(st.sets(st.sampled_from(sorted(columns)), min_size=1))
    return Table({name: draw(columns[name]) for name in sorted(chosen)})


@fuzz(300)
@given(catalog=catalogs(), radius=st.floats(0, 3600))
def test_groups_join_all_that_is_equal(catalog, radius):
    try:
        groups = groups_of(catalog, radius)
    except ValueError as error:
        assert "column" in str(error)
        return
    assert groups.shape == (len(catalog),)
    assert set(groups) == set(range(groups.max() + 1))
    for name in catalog.colnames:
        values = np.asarray(catalog[name])
        if name in ("group", "content"):
            for value in set(values.tolist()):
                text = isinstance(value, str)
                if text and value.strip() or not text and value >= 0:
                    assert len(set(groups[values == value])) == 1
    if {"ra", "dec"} <= set(catalog.colnames):
        places = list(zip(catalog["ra"], catalog["dec"], strict=True))
        for place in places:
            if np.isfinite(place).all():
                same = [other == place for other in places]
                assert len(set(groups[same])) == 1


@fuzz(15)
@given(images=labelled(), split=options().filter(lambda o: o["method"] != "predefined"))
def test_the_files_hold_what_was_assigned(tmp_path_factory, images, split):
    folder = tmp_path_factory.mktemp("split")
    labels, groups, classes = images
    pixels = np.arange(len(labels) * 4, dtype=np.uint8).reshape(-1, 2, 2, 1)
    pixels[:, 0, 0, 0] = np.arange(len(labels)) // 60
    catalog = Table({"source_index": np.arange(len(labels)), "group": groups})
    source = folder / "images.fits"
    fits.write_cube(source, [pixels], pixels.shape, labels, catalog, classes, {})
    outputs = {part: folder / f"{part}.fits" for part in PARTS}
    made = divided((labels, groups_of(catalog), classes), split)
    if made is None:
        with pytest.raises(ValueError):
            split_dataset(source, split, outputs, folder / "split.json")
        assert [path.name for path in folder.iterdir()] == ["images.fits"]
        return
    split_dataset(source, split, outputs, folder / "split.json")
    assert not any(read_json(folder / "split.json")["leak_report"].values())
    for part in PARTS:
        rows = made.rows[part]
        assert (fits.open_cube(outputs[part]) == pixels[rows]).all()
        assert fits.read_labels(outputs[part]).tolist() == made.labels[rows].tolist()
        assert fits.read_classes(outputs[part]) == made.classes
