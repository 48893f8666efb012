"""Rows and their files, brought together; what has no counterpart is counted."""

import logging
from pathlib import Path

import numpy as np
import pytest

from galaxybench.images.catalog_rows import (
    LeftOut,
    catalog_of,
    check_ids,
    file_names,
    matched,
)
from galaxybench.images.tables import ImageTable, from_texts, masked

ROOT = Path("thumbs")
ID = 587739505552785605


def table(**columns):
    """A table of columns, each a list of texts or an array."""
    made = {
        name: from_texts(values)
        if isinstance(values, list)
        else masked(values, np.zeros(len(values), bool))
        for name, values in columns.items()
    }
    return ImageTable(Path("cat.csv"), len(next(iter(made.values()))), made)


@pytest.mark.parametrize(
    ("file", "columns", "names"),
    [
        ("f", {"f": ["a.png", "", "x/b.png"]}, ["a.png", None, "x/b.png"]),
        ("{n}.jpg", {"n": ["7", "10", ""]}, ["7.jpg", "10.jpg", None]),
        ("{n}.jpg", {"n": ["007", "010"]}, ["007.jpg", "010.jpg"]),
        ("{n}.jpg", {"n": [str(ID), "1"]}, [f"{ID}.jpg", "1.jpg"]),
        ("x/{a b}_{#}.png", {"a b": ["1"], "#": ["é'\""]}, ["x/1_é'\".png"]),
        ("f", {"f": ["./a.png", "x//b.png"]}, ["a.png", "x/b.png"]),
        ("f", {"f": ["a b #1.png", "..png"]}, ["a b #1.png", "..png"]),
    ],
)  # fmt: skip
def test_names_of_files(file, columns, names):
    assert file_names(table(**columns), file) == names


@pytest.mark.parametrize("name", ["../a.png", "/etc/a.png", "x/../../a.png", "a\0.png"])
def test_names_that_leave_the_folder_are_refused(name):
    with pytest.raises(ValueError, match="^file: cat.csv: row 1: .*leaves the folder"):
        file_names(table(f=["a.png", name]), "f")
    with pytest.raises(ValueError, match="leaves the folder"):
        file_names(table(f=["a.png", name]), "{f}")


def test_names_of_floats_are_refused():
    with pytest.raises(ValueError, match=r"'n' has floating-point numbers \(1.5\)"):
        file_names(table(n=["1.5", "2.0"]), "{n}.png")


def pictures(*names):
    return [ROOT / name for name in names]


def test_pictures_are_found_by_name_in_any_order():
    missing = LeftOut("missing", False)
    names = ["b.png", "a.png", "x/c.png"]
    found = matched(
        table(f=names), names, ROOT, pictures("a.png", "b.png", "x/c.png"), missing
    )
    assert found == [1, 0, 2] and missing.counts == []
    missing.refuse("here", "cure")


def test_what_has_no_counterpart_is_counted_and_named():
    names = ["a.png", None, "gone.png", "A.png"]
    given = table(f=["a.png", "", "gone.png", "A.png"])
    for drop in (False, True):
        missing = LeftOut("missing", drop)
        files = pictures("a.png", *(f"{n}.jpg" for n in range(7)))
        assert matched(given, names, ROOT, files, missing) == [0, -1, -1, -1]
        assert missing.counts == ["3 rows without an image", "7 images without a row"]
        said = "; ".join(missing.notes)
        assert "row 2: 'gone.png'" in said and "'0.jpg'" in said and "2 more" in said
        if drop:
            missing.refuse("cat.csv", "correct it")
            continue
        said = "^cat.csv: 3 rows .*: correct it, or write `missing: drop`"
        with pytest.raises(ValueError, match=said):
            missing.refuse("cat.csv", "correct it")


def test_two_rows_of_one_picture_are_refused():
    names = ["a.png", "b.png", "a.png"]
    with pytest.raises(ValueError, match="row 0 and row 2 both name 'a.png'"):
        matched(
            table(f=names), names, ROOT, pictures("a.png", "b.png"), LeftOut("m", True)
        )


def test_a_table_of_another_folder_is_refused():
    names = ["1", "2"]
    with pytest.raises(ValueError, match="row 0 gives '1', the folder has '1.jpg'"):
        matched(
            table(f=names), names, ROOT, pictures("1.jpg", "2.jpg"), LeftOut("m", True)
        )


@pytest.mark.parametrize(
    ("values", "says"),
    [
        (["1", "2", "1"], "row 0 and row 2 both have the name 1"),
        ([str(ID), str(ID + 1), str(ID)], f"row 0 and row 2 both have the name {ID}"),
        (["a", "b", "b", "a"], r"both have the name a \(there are 1 more"),
        (["1", "", "3"], "row 1 has no name"),
        (["1.5", "2.5"], r"floating-point numbers \(1.5\)"),
        (["1.5", "587739505552785605"], None),
        (["5.87e17", "5.88e17"], "floating-point"),
        (["5.8e17", "587739505552785605.0"], "floating-point"),
        (["", ""], r"floating-point numbers \(nothing\)"),
    ],
)
def test_ids_are_exact_and_unique(values, says):
    if says is None:
        check_ids(table(name=values), "name")
        return
    with pytest.raises(ValueError, match=f"^id: cat.csv: .*{says}"):
        check_ids(table(name=values), "name")


def test_neighbouring_ids_of_18_digits_differ():
    check_ids(table(name=[str(ID + n) for n in range(9)]), "name")


def test_the_catalog_has_every_column_and_says_what_is_missing():
    given = table(
        id=[str(ID), "", str(ID + 1)], n=["1", "", "3"], x=["0.5", "nan", "1"],
        t=["a", "", "b"], RA=["1", "2", ""], Dec=["3", "4", ""], group=["7", "", "7"],
        b=np.array([True, False, True]),
    )  # fmt: skip
    catalog, notes = catalog_of(given, np.array([0, 1, 2]))
    assert notes == []
    assert catalog["source_index"].tolist() == [0, 1, 2]
    assert catalog["id"].tolist() == [str(ID), "", str(ID + 1)]
    np.testing.assert_array_equal(catalog["n"], [1, np.nan, 3])
    np.testing.assert_array_equal(catalog["x"], [0.5, np.nan, 1])
    assert catalog["t"].tolist() == ["a", "", "b"]
    np.testing.assert_array_equal(catalog["ra"], [1, 2, np.nan])
    assert catalog["group"].tolist() == ["7", "", "7"]
    assert catalog["b"].tolist() == [True, False, True]
    some, _ = catalog_of(given, np.array([0, 2]))
    assert some["source_index"].tolist() == [0, 2] and some["n"].dtype == np.int64
    assert some["id"].tolist() == [ID, ID + 1]


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        ({"content": ["1"]}, "the column 'content', a name that the catalog needs"),
        ({"source_index": ["1"]}, "the column 'source_index'"),
        ({"RA": ["1"], "ra": ["1"]}, "two columns 'ra'"),
        ({"ra": ["1"]}, "no column 'dec'"),
        ({"ra": ["400"], "dec": ["1"]}, "outside -180 to 360"),
        ({"ra": ["12:30:01"], "dec": ["1"]}, "'ra'.*positions in degrees"),
        ({"part": ["holdout"]}, "'part': got 'holdout'"),
        ({"part": ["", "test"]}, "'part': got ''"),
        ({"group": ["1.5"]}, "'group': got 1.5"),
    ],
)
def test_columns_that_cannot_be_used_are_refused(columns, says):
    with pytest.raises(ValueError, match=f"^table: cat.csv: .*{says}"):
        catalog_of(table(**columns), np.array([0]))


def test_the_column_of_the_groups_may_have_any_name():
    given = table(object=["ZTF1", "ZTF2", "ZTF1", ""], z=["1", "2", "3", "4"])
    catalog, _ = catalog_of(given, np.array([0, 2, 3]), group="object")
    assert catalog["object"].tolist() == ["ZTF1", "ZTF1", ""]
    assert catalog["group"].tolist() == ["ZTF1", "ZTF1", ""]
    with pytest.raises(ValueError, match="has a column `group`.* but got 'z': rename"):
        catalog_of(table(Group=["1"], z=["2"]), np.array([0]), group="z")
    same, _ = catalog_of(table(Group=["1"]), np.array([0]), group="Group")
    assert same["group"].tolist() == [1]


def test_columns_like_positions_are_said():
    _, [note] = catalog_of(table(RAJ2000=["1"], DEJ2000=["2"]), np.array([0]))
    assert "RAJ2000, DEJ2000" in note and "train and test" in note
    columns = {"RAJ2000": ["1"], "ra": ["1"], "dec": ["2"]}
    assert catalog_of(table(**columns), np.array([0]))[1] == []


def test_more_columns_than_a_fits_table_has_are_left_out_and_named(caplog):
    caplog.set_level(logging.INFO)
    columns = {f"c{n}": ["1"] for n in range(950)} | {"ra": ["1"], "dec": ["2"]}
    catalog, _ = catalog_of(table(**columns), np.array([0]))
    assert len(catalog.colnames) == 902 and "ra" in catalog.colnames
    assert "'c949' is left out" in caplog.text
