"""A published split, brought to the images of a data set."""

import logging

import numpy as np
import pytest
from astropy.table import Table

from galaxybench.preparation.assignment import PARTS, assign
from galaxybench.preparation.grouping import groups_of
from galaxybench.preparation.published_split import read_published

NAMES = ["train"] * 4 + ["valid"] * 2 + ["test"] * 3


def catalogue(**columns):
    return Table({"source_index": np.arange(12), **columns})


def written(tmp_path, parts=NAMES, keys=None, column="index"):
    path = tmp_path / "split.csv"
    keys = range(len(parts)) if keys is None else keys
    rows = [f"{key},{part}\n" for key, part in zip(keys, parts, strict=True)]
    path.write_text(f"{column},part\n{''.join(rows[::-1])}")
    return path


def divided(path, catalog, leaks="error", provenance=None, labels=None, **options):
    published = read_published(path, catalog, provenance or {}, leaks)
    labels = np.arange(len(catalog)) % 2 if labels is None else labels
    return assign(
        labels,
        groups_of(catalog),
        catalog,
        "file",
        classes=["round", "spiral"],
        valid=0.5,
        seed=3,
        published=published,
        **options,
    )


def rows(assignment):
    return [assignment.rows[part].tolist() for part in PARTS]


def test_the_parts_are_those_of_the_file_and_the_others_are_left_out(tmp_path):
    found = divided(written(tmp_path), catalogue())
    assert rows(found) == [[0, 1, 2, 3], [4, 5], [6, 7, 8]]
    assert found.notes["not_listed"] == 3 and found.notes["not_in_data"] == 0
    assert found.notes["drawn_valid"] is False
    assert (found.labels[9:] == -1).all()


def test_without_valid_images_these_are_drawn_from_train(tmp_path):
    path = written(tmp_path, ["train"] * 6 + ["test"] * 3)
    train, valid, test = rows(found := divided(path, catalogue()))
    assert sorted(train + valid) == [0, 1, 2, 3, 4, 5] and test == [6, 7, 8]
    assert len(valid) > 1 and found.notes["drawn_valid"] is True
    assert rows(divided(path, catalogue())) == [train, valid, test]


def test_images_are_found_by_a_column_of_the_catalogue(tmp_path):
    names = [f"galaxy {n:02}" for n in range(12)][::-1]
    numbers = 10**17 + np.arange(12)
    for column, keys in (("file", names), ("GalaxyID", numbers)):
        path = written(tmp_path, keys=[*keys[:9]], column=column)
        found = divided(path, catalogue(**{column: keys}))
        assert rows(found) == [[0, 1, 2, 3], [4, 5], [6, 7, 8]]


def test_images_that_a_selection_dropped_may_be_listed(tmp_path):
    catalog = catalogue()[np.array([0, 1, 2, 5, 4, 6, 7])]
    path = written(tmp_path)
    found = divided(path, catalog, provenance={"keep_classes": "[1]"})
    assert rows(found) == [[0, 1, 2], [3, 4], [5, 6]]
    assert found.notes["not_in_data"] == 2
    with pytest.raises(ValueError, match="no image with the index 8"):
        divided(path, catalog)
    lost = catalogue()[:6]
    with pytest.raises(ValueError, match=r"the 3 images of test .*: check its limit$"):
        divided(path, lost, provenance={"limit": "6"})


def test_a_selection_is_named_as_the_cause_of_a_class_that_is_missing(tmp_path):
    path = written(tmp_path)
    here = catalogue()[np.array([0, 2, 3, 4, 5, 6, 8])]
    labels = np.array([1, 1, 1, 0, 1, 0, 1])
    why = "change limit of the data set, by which 2 of the listed images are left out"
    with pytest.raises(ValueError, match=f"add images, or {why}, or correct"):
        divided(path, here, provenance={"limit": "7"}, labels=labels)


@pytest.mark.parametrize(
    ("keys", "column", "columns", "says"),
    [
        ([0, 1, 2, 12, 4, 5, 6, 7, 99], "index", {},
         r"line 2: .* index 99, allowed: 0 to 11 \(and 1 more such lines\)"),
        (None, "name", {"z": [0.5] * 12}, "no column 'name' .* allowed: index, z"),
        (None, "z", {"z": [0.5] * 12}, "'z' of the catalogue holds float64"),
        (None, "g", {"g": ["a"] * 12}, "several images have the same 'g'"),
    ],
)  # fmt: skip
def test_images_that_cannot_be_found_are_refused(tmp_path, keys, column, columns, says):
    path = written(tmp_path, keys=keys, column=column)
    with pytest.raises(ValueError, match=says):
        divided(path, catalogue(**columns))


GROUP = [0, 1, 2, 3, 1, 5, 0, 7, 8, 9, 9, 9]
"""Images 0 (train) and 6 (test), and 1 (train) and 4 (valid), are of one group."""


def test_a_leak_is_refused_with_images_and_cures(tmp_path):
    path = written(tmp_path)
    with pytest.raises(ValueError) as caught:
        divided(path, catalogue(group=GROUP))
    said = str(caught.value)
    assert said.startswith(f"{path}: 2 groups of images lie in several parts (4 images")
    assert "0 (train) and 6 (test)" in said and "an equal `group`" in said
    assert "leaks: drop" in said and "leaks: warn" in said
    assert "group_radius_arcsec" not in said


def test_neighbours_on_the_sky_have_a_cure_of_their_own(tmp_path):
    positions = {"ra": [0.0] * 12, "dec": np.arange(12) * 0.01}
    with pytest.raises(ValueError, match="set group_radius_arcsec: 0"):
        divided(written(tmp_path), catalogue(**positions))


def test_a_leak_is_used_as_it_is_if_that_is_asked_for(tmp_path, caplog):
    with caplog.at_level(logging.WARNING):
        found = divided(written(tmp_path), catalogue(group=GROUP), "warn")
    assert rows(found) == [[0, 1, 2, 3], [4, 5], [6, 7, 8]]
    assert "2 groups of images" in found.notes["leak_warning"]
    assert "2 groups of images" in caplog.text
    whole = divided(written(tmp_path), catalogue(), "warn")
    assert whole.notes["leak_warning"] is None


def test_what_leaks_is_left_out_if_that_is_asked_for(tmp_path):
    found = divided(written(tmp_path), catalogue(group=GROUP), "drop")
    assert rows(found) == [[2, 3], [4, 5], [6, 7, 8]]
    assert found.notes["dropped_from_train"] == [0, 1]
    assert found.notes["dropped_from_valid"] == []


def test_a_class_without_training_images_is_refused(tmp_path):
    labels = np.array([0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0])
    with pytest.raises(ValueError, match="'spiral' .* correct the file of the split"):
        divided(written(tmp_path), catalogue(), labels=labels)


def test_less_training_data_lies_within_more(tmp_path):
    path = written(tmp_path, ["train"] * 8 + ["valid"] * 2 + ["test"] * 2)
    half, whole = (
        divided(path, catalogue(), train_fraction=part) for part in (0.5, 1.0)
    )
    assert set(rows(half)[0]) < set(rows(whole)[0])
    assert rows(half)[1:] == rows(whole)[1:]
