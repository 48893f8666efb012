"""Catalogs: what can be known while planning is refused there, by its key."""

import os
from pathlib import Path

import pytest

from tests.helpers.catalogs import csv_text, write_catalog
from tests.helpers.hdf5_faults import LFS_POINTER

OWN = {"source": "catalog", "table": "cat.csv", "images": "thumbs", "file": "name",
       "label": "type", "size": 12}  # fmt: skip
VOTES = {"smooth": "smooth > 0.8", "other": "smooth < 0.2"}


@pytest.fixture
def plan(planned):
    """Makes a case that plans the import of cat.csv and the folder thumbs."""

    def make(**given):
        entry = {k: v for k, v in (OWN | given).items() if v != "absent"}
        changes = {
            "datasets": {"mine": entry},
            "experiments": {"tiny": {"datasets": ["mine"]}},
        }
        case = planned(changes, leaves=["data/checksums/*"])
        write_catalog(case.folder)
        return case

    return make


ARRAY = {"images": "a.npy", "file": "absent", "size": "absent"}


@pytest.mark.parametrize(
    ("given", "key", "says"),
    [
        ({"table": "absent"}, "table", "missing, needed: text"),
        ({"size": "absent"}, "size", "missing, needed: pixels per side"),
        ({"file": "absent"}, "file", "missing, needed: the column of the file names"),
        ({"label": "absent"}, "label", "missing, needed: the column of the labels"),
        ({"file": "{objid.png"}, "file", "do not come in pairs"),
        ({"file": "../{objid}.png"}, "file", "leaves the folder"),
        ({"file": "{}.png"}, "file", "empty braces"),
        (ARRAY | {"size": 12}, "size", "has no effect"),
        (ARRAY | {"file": "name"}, "file", "has no effect"),
        ({"key": "images"}, "key", "has no effect"),
        ({"others": "drop"}, "others", "has no effect"),
        ({"missing": "skip"}, "missing", "got 'skip', allowed: one of error, drop"),
        ({"classes": {"one": ["S*"]}}, "classes", "got 1 entry, allowed: at least 2"),
        ({"classes": {"a": [], "b": ["E*"]}}, "classes.a", "allowed: at least 1"),
        ({"classes": {"a": [0.5], "b": ["E*"]}}, "classes.a[0]", "got 0.5"),
        ({"classes": {"a": "S*", "b": ["E*"]}}, "classes.a", "allowed: comparisons"),
        (
            {"classes": {"a ": ["S*"], "a": ["E*"]}},
            "classes",
            "class names must differ",
        ),
        (
            {"label": "absent", "classes": VOTES | {"other": "max(z) > 1"}},
            "classes.other",
            "a call",
        ),
        (
            {"label": "absent", "classes": VOTES | {"other": "z.real > 1"}},
            "classes.other",
            "an attribute",
        ),
        ({"classes": VOTES}, "label", "has no effect"),
        ({"labels": "type"}, "labels", "did you mean 'label'?"),
    ],
)
def test_options_that_do_not_fit(plan, given, key, says):
    case = plan(**given)
    case.refused(f"datasets.mine.{key}: ", says)
    case.mended().passes()


@pytest.mark.parametrize(
    ("given", "key", "says"),
    [
        ({"table": "gone.csv"}, "table", "no such file or folder: gone.csv"),
        ({"images": "gone"}, "images", "no such file or folder: gone"),
        ({"table": "thumbs"}, "table", "has no files that end in .parquet"),
        ({"table": "cat.xls"}, "table", "ends in '.xls', allowed: .csv, .tsv"),
        ({"images": "cat.xls"}, "images", "is a file, allowed: a folder of pictures"),
        ({"table": "pipe.csv"}, "table", "pipe.csv is a named pipe"),
        ({"images": "empty"}, "images", "empty has no pictures"),
        (ARRAY | {"images": "lfs.npy"}, "images", "lfs.npy: is a pointer of Git LFS"),
        (
            {"images": "absent", "file": "absent"},
            "images",
            "missing, needed for the tab",
        ),
        ({"label": "typ"}, "label", "no column 'typ': did you mean 'type'?"),
        ({"id": "id"}, "id", "cat.csv has no column 'id'"),
        ({"file": "{nr}.png"}, "file", "no column 'nr'"),
        (
            {"label": "absent", "classes": VOTES | {"other": "smoth < 1"}},
            "classes.other",
            "no column 'smoth': did you mean 'smooth'?",
        ),
    ],
)
def test_files_and_columns_that_are_not_there(plan, given, key, says):
    case = plan(**given)
    (case.folder / "cat.xls").touch()
    os.mkfifo(case.folder / "pipe.csv")
    Path(case.folder / "empty").mkdir()
    (case.folder / "lfs.npy").write_text(LFS_POINTER)
    case.refused(f"datasets.mine.{key}: ", says)
    plan().passes("import_dataset")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "is empty"),
        ("a;b\n1;2\n", "separated by semicolons"),
        ("type,type\n1,2\n", "the column 'type' is there twice"),
    ],
)
def test_a_heading_that_cannot_be_read(plan, text, says):
    case = plan()
    (case.folder / "cat.csv").write_text(text)
    case.refused("datasets.mine.table: ", "cat.csv", says)
    write_catalog(case.folder)
    case.passes("import_dataset")


def test_the_same_data_twice(plan, planned):
    changes = {"datasets": {"mine": OWN, "again": OWN | {"table": "./cat.csv"}}}
    case = planned(changes)
    case.refused("datasets.", "the same data set as datasets.")
    case.mended().passes()


def test_a_table_with_tabs(plan):
    case = plan(table="cat.tsv")
    (case.folder / "cat.tsv").write_text(csv_text({"name": ["a"]}, "\t"))
    case.refused("datasets.mine.label: ", "cat.tsv has no column 'type'")
    case.mended().passes()
