"""Columns against what was put into them."""

import numpy as np
from astropy.table import MaskedColumn, Table

from galaxybench.preparation.column_survey import survey_columns

ID = 587739505552785605


def found(**columns) -> dict:
    return {row["name"]: row for row in survey_columns(Table(columns))}


def test_numbers_have_a_range_and_gaps():
    rows = found(z=[0.5, np.nan, 0.1, 0.5], objid=[ID, ID + 1, ID + 2, ID + 3])
    assert rows["z"] == {
        "name": "z", "kind": "numbers", "missing": 1, "different": 2,
        "range": (0.1, 0.5), "common": [],
    }  # fmt: skip
    assert rows["objid"]["range"] == (ID, ID + 3)
    assert rows["objid"]["kind"] == "whole numbers" and not rows["objid"]["missing"]


def test_infinite_values_are_seen():
    assert found(z=[1.0, np.inf])["z"]["range"] == (1.0, np.inf)


def test_texts_have_frequent_values_and_gaps():
    row = found(survey=["sdss", "hsc", "sdss", " "])["survey"]
    assert (row["kind"], row["missing"], row["different"]) == ("text", 1, 2)
    assert row["common"] == [("sdss", 2), ("hsc", 1)] and row["range"] is None
    assert found(name=["a", "b"])["name"]["common"] == []


def test_truth_values_and_bytes():
    assert found(good=[True, True, False])["good"]["common"] == [
        ("True", 2),
        ("False", 1),
    ]
    assert found(band=np.array([b"g", b"g"]))["band"]["common"] == [("g", 2)]


def test_masked_values_are_missing():
    row = found(n=MaskedColumn([1, 2, 3], mask=[False, True, False]))["n"]
    assert (row["missing"], row["different"], row["range"]) == (1, 2, (1, 3))


def test_nothing_but_gaps():
    row = found(z=[np.nan, np.nan])["z"]
    assert (row["missing"], row["different"], row["range"]) == (2, 0, None)
    assert found(t=["", ""])["t"]["missing"] == 2


def test_an_array_in_every_row():
    row = found(spectrum=np.zeros((3, 4)))["spectrum"]
    assert row["kind"] == "arrays of 4 numbers" and row["different"] is None
