"""Parquet files: columns, class names and pictures, in one file or several."""

import json
import logging
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from galaxybench.images.parquet_tables import ParquetPictures, read_parquet
from tests.helpers.catalogs import FIRST_ID, PIXELS, columns, png


def write(path: Path, table: dict, rows: slice = slice(None), names=None) -> Path:
    """Write some rows of columns, in row groups of five."""
    arrow = pa.table({name: values[rows] for name, values in table.items()})
    if names:
        features = {"label": {"names": names, "_type": "ClassLabel"}}
        about = json.dumps({"info": {"features": features}})
        arrow = arrow.replace_schema_metadata({"huggingface": about})
    pq.write_table(arrow, path, row_group_size=5)
    return path


def pictures():
    return [
        {"bytes": png(pixels), "path": f"{n}.png"} for n, pixels in enumerate(PIXELS)
    ]


def test_columns_of_one_file(tmp_path):
    table = read_parquet(tmp_path, [write(tmp_path / "a.parquet", columns())])
    assert table.rows == 12
    assert {n: v.tolist() for n, v in table.columns.items()} == columns()
    assert table.columns["objid"].dtype == np.int64
    assert table.named(3) == "row 3"


def test_nulls_are_masked_and_whole_numbers_stay_exact(tmp_path):
    given = {
        "n": pa.array([FIRST_ID + 1, None], pa.int64()),
        "u": pa.array([2**64 - 1, None], pa.uint64()),
        "small": pa.array([1, None], pa.int8()),
        "x": pa.array([0.5, None], pa.float32()),
        "h": pa.array(np.array([0.5, np.nan], np.float16)),
        "t": pa.array(["a", None], pa.large_string()),
        "d": pa.array(["a", None]).dictionary_encode(),
        "b": pa.array([True, None]),
    }
    pq.write_table(pa.table(given), tmp_path / "a.parquet")
    found = read_parquet(tmp_path, [tmp_path / "a.parquet"]).columns
    firsts = {"n": FIRST_ID + 1, "u": 2**64 - 1, "small": 1, "x": 0.5, "h": 0.5,
              "t": "a", "d": "a", "b": True}  # fmt: skip
    assert {n: v.tolist() for n, v in found.items()} == {
        name: [value, None] for name, value in firsts.items()
    }


def test_other_columns_are_left_out_and_named(tmp_path, caplog):
    caplog.set_level(logging.INFO)
    given = {
        "n": [1], "list": [[1, 2]], "map": [{"a": 1}], "long": ["x" * 2000],
        "image": [b"\x89PNG"], "when": pa.array([0], pa.timestamp("s")),
    }  # fmt: skip
    pq.write_table(pa.table(given), tmp_path / "a.parquet")
    table = read_parquet(tmp_path, [tmp_path / "a.parquet"])
    assert list(table.columns) == ["n"] and table.pictures == ["image"]
    for name in ("list", "map", "long", "when"):
        assert f"'{name}' is left out" in caplog.text


def test_files_are_read_one_after_another_and_name_their_parts(tmp_path):
    names = ["train_0.parquet", "validation-00000-of-00001.parquet", "test.parquet"]
    pieces = (slice(0, 6), slice(6, 9), slice(9, 12))
    files = [
        write(tmp_path / name, columns(), rows)
        for name, rows in zip(names, pieces, strict=True)
    ]
    table = read_parquet(tmp_path, files)
    assert table.columns["objid"].tolist() == columns()["objid"]
    expected = ["train"] * 6 + ["valid"] * 3 + ["test"] * 3
    assert table.columns["part"].tolist() == expected
    assert table.named(7) == "row 1 of validation-00000-of-00001.parquet"


@pytest.mark.parametrize(
    "names", [("a.parquet", "train.parquet"), ("trainer.parquet",)]
)
def test_other_names_make_no_parts(tmp_path, names):
    files = [write(tmp_path / name, columns()) for name in names]
    assert "part" not in read_parquet(tmp_path, files).columns


def test_a_column_part_of_its_own_counts(tmp_path):
    table = {"part": ["test", "train"]}
    table = read_parquet(tmp_path, [write(tmp_path / "train.parquet", table)])
    assert table.columns["part"].tolist() == ["test", "train"]


def test_class_names_of_hugging_face_are_read(tmp_path):
    file = write(tmp_path / "a.parquet", {"label": [0, 1]}, names=["cat", "dog"])
    assert read_parquet(tmp_path, [file]).classes == {"label": ["cat", "dog"]}
    for about in ("no json", "[]", "{}", '{"info": {"features": {"label": 3}}}'):
        arrow = pa.table({"label": [0]})
        arrow = arrow.replace_schema_metadata({"huggingface": about})
        pq.write_table(arrow, file)
        assert read_parquet(tmp_path, [file]).classes == {}


@pytest.mark.parametrize("plain", [False, True])
def test_pictures_are_given_in_any_order(tmp_path, plain):
    column = [each["bytes"] for each in pictures()] if plain else pictures()
    files = [
        write(tmp_path / f"{n}.parquet", {"image": column}, rows)
        for n, rows in enumerate((slice(0, 7), slice(7, 12)))
    ]
    found = ParquetPictures(files, "image")
    assert not found.missing.any()
    for row in (0, 6, 7, 11, 4, 5, 0):
        assert found.opened(np.int64(row)).read() == png(PIXELS[row])


def test_rows_without_a_picture_are_known(tmp_path):
    column = pictures()
    column[1], column[8] = None, {"bytes": None, "path": "8.png"}
    found = ParquetPictures([write(tmp_path / "a.parquet", {"image": column})], "image")
    assert np.flatnonzero(found.missing).tolist() == [1, 8]


def test_a_file_that_changes_is_refused(tmp_path):
    file = write(tmp_path / "a.parquet", {"image": pictures()})
    found = ParquetPictures([file], "image")
    with file.open("ab") as content:
        content.write(b"x")
    with pytest.raises(ValueError, match="a.parquet changed while it was imported"):
        found.opened(0)


@pytest.mark.parametrize("column", [["a.png"], [1], [{"path": "a.png"}], [["a"]]])
def test_a_column_without_pictures_is_refused(tmp_path, column):
    file = write(tmp_path / "a.parquet", {"image": column})
    with pytest.raises(
        ValueError, match="^file: the column 'image' .*expected pictures"
    ):
        ParquetPictures([file], "image")


def test_files_that_cannot_be_read_together(tmp_path):
    first = write(tmp_path / "a.parquet", {"n": [1], "x": [1]})
    second = write(tmp_path / "b.parquet", {"n": [1.5], "x": [1]})
    with pytest.raises(ValueError, match=r"b.parquet has other columns than .*n \(dou"):
        read_parquet(tmp_path, [first, second])
    second.write_bytes(first.read_bytes()[:-5])
    with pytest.raises(ValueError, match="b.parquet cannot be read as a Parquet file"):
        read_parquet(tmp_path, [first, second])
    empty = write(tmp_path / "c.parquet", {"n": [1]}, slice(0))
    with pytest.raises(ValueError, match="has no rows"):
        read_parquet(tmp_path, [empty])


def test_columns_of_one_name_are_refused(tmp_path):
    arrow = pa.Table.from_arrays([pa.array([1]), pa.array([2])], names=["a", "a"])
    pq.write_table(arrow, tmp_path / "a.parquet")
    with pytest.raises(ValueError, match="a.parquet: the column 'a' is there twice"):
        read_parquet(tmp_path, [tmp_path / "a.parquet"])


@pytest.mark.parametrize("column", ["n", "image"])
def test_damaged_pages_are_refused_by_the_name_of_the_file(tmp_path, column):
    file = write(tmp_path / "a.parquet", {"n": list(range(12)), "image": pictures()})
    place = pq.ParquetFile(file).metadata.row_group(1)
    number = 0 if column == "n" else 1
    start = place.column(number).data_page_offset
    content = bytearray(file.read_bytes())
    content[start : start + 40] = b"\xff" * 40
    file.write_bytes(content)
    with pytest.raises(ValueError, match="a.parquet cannot be read as a Parquet file"):
        read_parquet(tmp_path, [file])
        ParquetPictures([file], "image")
