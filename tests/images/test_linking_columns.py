"""Positions and groups of a catalog are complete, or refused."""

import numpy as np
import pytest
from astropy.table import Table

from galaxybench.images.linking_columns import group_numbers, own_parts, sky_positions


def table(**columns):
    return Table({"source_index": np.arange(3), **columns})


def test_a_catalog_may_have_neither():
    assert sky_positions(table()) is None and group_numbers(table()) is None
    assert own_parts(table()) is None


def test_positions_become_floats():
    ra, dec = sky_positions(table(ra=[1, 2, 360], dec=np.float32([0, np.nan, -90])))
    assert ra.dtype == dec.dtype == np.float64 and ra.tolist() == [1, 2, 360]


def test_every_image_is_in_a_part_that_exists():
    assert own_parts(table(part=["train", "test", "valid"])).tolist()[2] == "valid"
    for wrong in (["train", "tset", "x"], [0, 1, 1], ["Test", "train", "train"]):
        with pytest.raises(
            ValueError,
            match="'part': got ('tset' in row 1 .and 1|0 in|'Test' in row 0)",
        ):
            own_parts(table(part=wrong))


@pytest.mark.parametrize(("there", "missing"), [("ra", "dec"), ("dec", "ra")])
def test_a_position_has_two_coordinates(there, missing):
    with pytest.raises(
        ValueError, match=f"column '{there}', but no column '{missing}'"
    ):
        sky_positions(table(**{there: [1, 2, 3]}))


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        ([5, -1, 5], [1, -1, 1]),
        ([5.0, -1.0, 5.0], [1, -1, 1]),
        ([-1001, -1, -1001], [0, -1, 0]),
        (np.array([2**63, 2**64 - 1, 7], np.uint64), [1, 2, 0]),
        (["b", " a", ""], [2, 1, -1]),
        (["-1", "", "-7"], [-1, -1, 2]),
    ],
)
def test_groups_are_whole_numbers_or_text(groups, expected):
    assert group_numbers(table(group=groups)).tolist() == expected


@pytest.mark.parametrize(
    ("groups", "got"),
    [
        ([1, np.nan, 2], "nan in row 1"),
        ([1, 2, 2.5], "2.5 in row 2"),
        ([1, 2, 2.0**60], "in row 2"),
        ([True, False, True], r"\(3,\) bool"),
        (np.zeros((3, 1), int), r"\(3, 1\) int64"),
        ([1j, 2, 3], "complex128"),
    ],
)
def test_groups_that_are_none_are_refused(groups, got):
    with pytest.raises(ValueError, match=f"'group': got .*{got}.*-1 or an empty text"):
        group_numbers(table(group=groups))
