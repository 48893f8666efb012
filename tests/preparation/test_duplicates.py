"""Equal images are counted and named, those in several classes with a warning."""

import logging

import numpy as np
import pytest
from astropy.table import Table

from galaxybench.preparation.duplicates import (
    LISTED,
    conflicting,
    find_duplicates,
    log_duplicates,
)

#           row   0    1    2    3    4    5    6
CONTENTS = [*"a", "b", "a", "c", "b", "d", "b"]
LABELS = np.array([0, 0, 0, 1, 1, 1, 2])
CLASSES = ["dog", "cat", "owl"]
FILES = ["x/1", "x/2", "x/3", "y/1", "y/4", "y/5", "z/5"]


@pytest.fixture
def found():
    return find_duplicates(CONTENTS, LABELS, Table({"file": FILES}), CLASSES)


def test_images_of_several_classes_are_conflicts_with_all_their_copies():
    expected = [False, True, False, False, True, False, True]
    assert conflicting(np.array(CONTENTS), LABELS).tolist() == expected
    assert not conflicting(np.array(["a", "b"]), np.array([0, 1])).any()


def test_equal_images_are_counted_and_named(found):
    assert found == {
        "duplicates": 3,
        "repeated": [["x/1", "x/3"]],
        "conflicts": 3,
        "conflicting": [["x/2 (dog)", "y/4 (cat)", "z/5 (owl)"]],
        "shared_names": 2,
    }
    assert found["conflicts"] == conflicting(CONTENTS, LABELS).sum()


def test_images_without_file_names_are_numbered():
    catalog = Table({"source_index": np.arange(7) + 10})
    found = find_duplicates(CONTENTS, LABELS, catalog, CLASSES)
    assert (
        found["conflicting"] == [["11 (dog)", "14 (cat)", "16 (owl)"]]
        and not found["shared_names"]
    )


def test_no_more_than_some_are_listed():
    names = Table({"file": [str(n) for n in range(200)]})
    found = find_duplicates(["a"] * 200, np.arange(200) % 2, names, CLASSES)
    assert found["conflicts"] == 200 and len(found["conflicting"][0]) == LISTED
    pairs = find_duplicates(
        [str(n // 2) for n in range(200)], np.zeros(200, int), names, CLASSES
    )
    assert pairs["duplicates"] == 100 and len(pairs["repeated"]) == LISTED


def test_only_conflicts_are_warnings(found, caplog):
    with caplog.at_level(logging.INFO):
        log_duplicates(found)
    warned = [r.getMessage() for r in caplog.records if r.levelno == logging.WARNING]
    assert (
        warned[0] == "equal images in several classes: x/2 (dog), y/4 (cat), z/5 (owl)"
    )
    assert warned[1].startswith("3 images are in several classes")
    assert len(warned) == 2
    assert "equal images: x/1, x/3" in caplog.text
    assert "2 file names are in several classes" in caplog.text


def test_without_equal_images_nothing_is_said(caplog):
    two = Table({"file": ["x", "y"]})
    nothing = find_duplicates(["a", "b"], np.array([0, 1]), two, CLASSES)
    with caplog.at_level(logging.INFO):
        log_duplicates(nothing)
    assert caplog.text == "" and nothing["duplicates"] == 0
