"""Tables beside images: what does not fit together is named, by row and column."""

import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from astropy.table import Table

from galaxybench.images.fits import open_cube, read_catalog, read_labels
from tests.helpers.catalogs import (
    FIRST_ID,
    PIXELS,
    changed,
    columns,
    csv_text,
    write_catalog,
)

COLUMNS = columns()
NAMES, IDS, TYPES = COLUMNS["name"], COLUMNS["objid"], COLUMNS["type"]
FLOATS = [f"{value:.6g}" for value in IDS]
SMOOTH = {"smooth": "smooth > 0.8", "other": "smooth < 0.2"}
OVERLAP = {"spiral": ["S*"], "early": ["Sa", "E*"]}


@pytest.mark.parametrize(
    ("given", "wrong", "says"),
    [
        ({}, {"name": changed(NAMES, 3, "gone.png")},
         ["1 row without an image (row 3 (line 5): 'gone.png')", "1 image without",
          "'g3.png'", "`missing: drop`"]),
        ({}, {"name": changed(NAMES, 3, "")}, ["1 row without an image (row 3"]),
        ({}, {"name": changed(NAMES, 3, "g2.png")},
         ["row 2 (line 4) and row 3 (line 5) both name 'g2.png'"]),
        ({}, {"name": changed(NAMES, 3, "../g3.png")},
         ["row 3 (line 5)", "'../g3.png'", "leaves the folder"]),
        ({}, {"name": changed(NAMES, 3, "/tmp/g3.png")}, ["leaves the folder"]),
        ({}, {"name": [name[:-4] for name in NAMES]},
         ["no row of cat.csv names a picture", "gives 'g0'", "'g0.png'"]),
        ({}, {"name": [f"thumbs/{name}" for name in NAMES]}, ["gives 'thumbs/g0.png'"]),
        ({"file": "{z}.png"}, {},
         ["'z' has floating-point numbers", "save it as text"]),
        ({"file": "{nr}.png"}, {}, ["file: ", "no column 'nr'", "number"]),
        ({"label": "kind"}, {}, ["label: ", "no column 'kind'", "available: name"]),
        ({"id": "objectid"}, {}, ["id: ", "'objectid': did you mean 'objid'?"]),
        ({"id": "objid"}, {"objid": changed(IDS, 5, IDS[2])},
         ["row 2 (line 4) and row 5 (line 7) both have the objid", str(IDS[2])]),
        ({"id": "objid"}, {"objid": FLOATS}, ["floating-point numbers (5.87", "text"]),
        ({"id": "objid"}, {"objid": [f"{n}.0" for n in IDS]}, ["floating-point"]),
        ({"id": "objid"}, {"objid": changed(IDS, 4, "")},
         ["row 4 (line 6) has no objid"]),
        ({"id": "z"}, {}, ["id: ", "floating-point numbers (0.05)"]),
        ({}, {"type": changed(TYPES, 4, "")},
         ["1 row without a label (row 4 (line 6))", "`missing: drop`"]),
        ({}, {"type": changed(TYPES, 4, "NaN")}, ["1 row without a label (row 4"]),
        ({}, {"type": ["Sa"] * 12}, ["all rows of cat.csv have the type Sa", "two cl"]),
        ({}, {"type": [f"t{n}" for n in range(12)]}, ["every row", "another type"]),
        ({"label": "z"}, {},
         ["row 0 (line 2): got z 0.05", "`classes: {high: \"z > 0.8"]),
        ({"label": "z", "classes": {"a": [1], "b": [2]}}, {}, ["got z 0.05"]),
        ({"classes": OVERLAP}, {},
         ["row 0 (line 2) has the type Sa", "'early' and 'spi"]),
        ({"classes": {"s": ["S*"], "e": ["E0"]}}, {},
         ["rows that fit no class, with the type 'E3' (3)", "`others: drop`"]),
        ({"classes": {"s": ["S*"], "e": ["e*"]}}, {}, ["classes.e: no row of cat.csv"]),
        ({"label": None, "classes": SMOOTH}, {"smooth": [0.5, *COLUMNS["smooth"][1:]]},
         ["1 row that fits no class (row 0 (line 2))", "`others: drop`"]),
        ({"label": None, "classes": SMOOTH}, {"smooth": ["", *COLUMNS["smooth"][1:]]},
         ["1 row without a label (row 0 (line 2))"]),
        ({"label": None, "classes": SMOOTH | {"other": "type > 1"}}, {},
         ["classes.other", "'type' has no numbers", "'Sa'"]),
        ({"label": None, "classes": SMOOTH | {"other": "smoth > 1"}}, {},
         ["classes.other: ", "'smoth': did you mean 'smooth'?"]),
        ({}, {"ra": range(12)}, ["no column 'dec'", "in degrees"]),
        ({}, {"RA": ["10:20:30"] * 12, "DEC": ["0"] * 12}, ["'ra'", "in degrees"]),
        ({}, {"group": [0.5] * 12}, ["'group': got 0.5 in row 0", "whole numbers"]),
        ({}, {"part": ["fit"] * 12}, ["'part': got 'fit'", "train, valid, test"]),
        ({}, {"content": range(12)}, ["the column 'content'", "rename the column"]),
        ({}, {"ra": range(12), "RA": range(12)}, ["two columns 'ra'", "rename"]),
    ],
)  # fmt: skip
def test_a_table_that_does_not_fit(imports_catalog, given, wrong, says):
    case = imports_catalog(**given)
    write_catalog(case.folder, **wrong)
    case.refused("cat.csv", *says)
    write_catalog(case.folder)
    imports_catalog().passes("12 images")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "cat.csv"),
        (csv_text(COLUMNS).splitlines()[0], "cat.csv has no rows"),
        (csv_text(COLUMNS).replace("g3.png,", "g3.png,,"), "line 5: got 7 values"),
        (csv_text(COLUMNS) + "g99.png\n", "line 14: got 1 values"),
        (
            csv_text(COLUMNS).replace("number", "type", 1),
            "column 'type' is there twice",
        ),
        (csv_text(COLUMNS, ";"), "separated by semicolons"),
        (csv_text(COLUMNS, "\t"), "separated by tabs"),
        (csv_text(COLUMNS) + '"open', "no text with commas"),
        (b"\xff\xfe" + csv_text(COLUMNS).encode("utf-16-le"), "no text with commas"),
    ],
)
def test_a_file_that_is_no_table(imports_catalog, text, says):
    case = imports_catalog()
    content = text if isinstance(text, bytes) else text.encode()
    (case.folder / "cat.csv").write_bytes(content)
    case.refused("cat.csv", says)
    write_catalog(case.folder)
    case.passes()


@pytest.mark.parametrize("name", ["cat.fits", "cat.vot", "cat.ecsv", "cat.parquet"])
def test_a_table_that_was_cut(imports_catalog, name):
    case = imports_catalog(table=name)
    whole = case.folder / name
    if name == "cat.parquet":
        pq.write_table(pa.table(COLUMNS), whole)
    else:
        form = {".vot": "votable", ".ecsv": "ascii.ecsv"}.get(whole.suffix, "fits")
        Table(COLUMNS).write(whole, format=form)
    content = whole.read_bytes()
    whole.write_bytes(content[: 60 if name == "cat.ecsv" else len(content) // 2])
    case.refused(name, "cannot be read")
    whole.write_bytes(content)
    case.passes()


ODD = ["a b.png", "#1.png", "it's.png", 'say "x".png', "été.png", "星.png", "a,b.png",
       "100%.png", "{x}.png", "x\\y.png", "-rf.png", "a..png"]  # fmt: skip


@pytest.mark.parametrize("name", ["cat.csv", "cat.parquet"])
def test_names_of_files_may_be_odd(imports_catalog, name):
    case = imports_catalog(table=name)
    thumbs = case.folder / "thumbs"
    for old, new in zip(NAMES, ODD, strict=True):
        (thumbs / old).rename(thumbs / new)
    table = COLUMNS | {"name": ODD}
    (case.folder / "cat.csv").write_text(csv_text(table))
    pq.write_table(pa.table(table), case.folder / "cat.parquet")
    case.passes()
    assert (open_cube(case.folder / "images.fits") == PIXELS).all()


@pytest.mark.parametrize(
    "column", ["object id", "#", "it's", '"id"', "été", "a{b", "x:y"]
)
def test_names_of_columns_may_be_odd(imports_catalog, column):
    pattern = column if "{" in column else "g{" + column + "}.png"
    case = imports_catalog(
        label=column, id=column, file="name" if "{" in column else pattern
    )
    write_catalog(case.folder, **{column: [*range(11), 11]})
    case.refused("every row of cat.csv has another", column)
    given = {"label": "type", "id": column} | (
        {} if "{" in column else {"file": pattern}
    )
    again = imports_catalog(**given)
    write_catalog(again.folder, **{column: range(12)})
    again.passes()
    catalog = read_catalog(again.folder / "images.fits")
    assert catalog[column].tolist() == list(range(12))


def test_ids_of_18_digits_come_through(imports_catalog):
    case = imports_catalog(id="objid")
    case.passes()
    catalog = read_catalog(case.folder / "images.fits")
    assert catalog["objid"].tolist() == [FIRST_ID + row for row in range(12)]


def test_what_is_left_out_is_said(imports_catalog):
    given = {"missing": "drop", "others": "drop", "classes": {"s": ["S*"], "e": ["E0"]}}
    case = imports_catalog(**given)
    write_catalog(case.folder, type=changed(TYPES, 4, ""))
    (case.folder / "thumbs/g6.png").rename(case.folder / "thumbs/other.png")
    said = case.passes("WARNING", "1 row without a label (row 4 (line 6))").terminal
    assert "1 row without an image (row 6 (line 8): 'g6.png')" in said
    assert "1 image without a row ('other.png')" in said
    assert "3 rows that fit no class, with the type 'E3' (3)" in said
    summary = json.loads((case.folder / "dataset.json").read_text())
    assert len(summary["warnings"]) == 4 and summary["images"] == 7
    assert summary["provenance"]["others"].startswith("3 rows that fit no class")
    assert read_labels(case.folder / "images.fits").tolist() == [1, 0] * 3 + [1]


def test_a_table_that_changed_after_planning(imports_catalog):
    case = imports_catalog(planned="0" * 64)
    case.refused(
        "cat.csv changed after this import was planned", "run the same command"
    )
