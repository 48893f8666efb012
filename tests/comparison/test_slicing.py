"""Slices of the test images by the columns of their catalogue."""

import numpy as np
import pytest
from astropy.table import Table

from galaxybench.comparison.slicing import FEW, MOST, slices


def divided(values, edges=None):
    """Return name → number of images."""
    found = slices(Table({"z": values}), [{"column": "z", "edges": edges}])
    members = np.stack([each.members for each in found])
    assert (members.sum(axis=0) == 1).all()  # every image is in one slice
    return {each.name: int(each.members.sum()) for each in found}


def test_numbers_are_cut_at_their_quartiles_and_unknown_ones_are_apart():
    values = np.concatenate([np.arange(100) / 1000, [np.nan] * 7, [np.inf]])
    assert divided(values) == {
        "z < 0.0248": 25,
        "0.0248 ≤ z < 0.0495": 25,
        "0.0495 ≤ z < 0.0742": 25,
        "z ≥ 0.0742": 25,
        "z unknown": 8,
    }


def test_the_name_of_a_slice_holds_for_its_images():
    values = np.random.default_rng(0).normal(17, 2, 999)
    found = slices(Table({"z": values}), [{"column": "z", "edges": None}])
    edge = float(found[0].name.removeprefix("z < "))
    assert (found[0].members == (values < edge)).all()
    assert [int(each.members.sum()) for each in found] == pytest.approx(
        [250] * 4, abs=5
    )


def test_ties_never_make_an_empty_slice():
    assert divided(np.repeat([0.0, 1, 2, 3, 4], [80, 5, 5, 5, 5])) == {
        "z < 1": 80,
        "z ≥ 1": 20,
    }
    counts = divided(np.repeat(np.arange(5.0), [30, 40, 10, 10, 10]))
    assert min(counts.values()) > 0 and len(counts) > 1


def test_edges_are_taken_as_they_are_and_may_leave_a_slice_empty():
    assert divided([0.01, 0.1, 0.2, 0.3], [0.1, 0.25, 0.9]) == {
        "z < 0.1": 1,
        "0.1 ≤ z < 0.25": 2,
        "0.25 ≤ z < 0.9": 1,
        "z ≥ 0.9": 0,
    }
    assert [*divided([0, 5_000_000_000], [1e9])] == ["z < 1000000000", "z ≥ 1000000000"]


def test_few_numbers_and_flags_have_a_slice_each():
    assert divided([1, 1, 2, -5]) == {"z = -5": 1, "z = 1": 2, "z = 2": 1}
    assert divided([True, False, True]) == {"z = no": 1, "z = yes": 2}
    assert divided([3.5, 3.5, np.nan]) == {"z = 3.5": 2, "z unknown": 1}


def test_texts_have_a_slice_each_and_rare_ones_share_one():
    values = ["SDSS"] * 40 + [" DES "] * FEW + ["VST"] * (FEW - 1) + ["HST"] + [""] * 3
    assert divided(values) == {
        "z = SDSS": 40,
        "z = DES": FEW,
        "z: 2 other values": FEW,
        "z unknown": 3,
    }
    many = [f"field {n:02}" for n in range(30) for _ in range(FEW + n)]
    counts = divided(many)
    assert len(counts) == MOST and counts["z: 19 other values"] == sum(
        FEW + n for n in range(19)
    )


@pytest.mark.parametrize(
    ("values", "edges", "says"),
    [
        ([1.0] * 5, None, "all test images have the value 1.0 in the column 'z'"),
        ([np.nan] * 5, None, "no test image has a value in the column 'z'"),
        ([""] * 5, None, "no test image has a value"),
        (["a", "b", "c"], None, "every image has another text in the column 'z'"),
        (["a", "a", "b"], None, "no text .* shared by 20 test images; .* 'a', has 2"),
        (["a"] * 30 + ["b"] * 30, [1.0], "is text, which has no edges"),
        (np.zeros((4, 2)), None, r"has the shape \(4, 2\)"),
    ],
)
def test_a_column_that_divides_nothing_is_refused(values, edges, says):
    with pytest.raises(ValueError, match=says):
        divided(values, edges)


@pytest.mark.parametrize("column", ["redshift", "content"])
def test_a_column_that_is_missing_is_named_with_those_there_are(column):
    table = Table({"z": [1, 2], "survey": ["a", "b"], "content": ["a", "b"]})
    with pytest.raises(ValueError, match=f"no column '{column}' .* z, survey"):
        slices(table, [{"column": column, "edges": None}])


def test_whole_numbers_never_make_an_empty_slice():
    values = np.concatenate([np.full(300, 107), np.arange(100)])
    assert min(divided(values).values()) > 0
