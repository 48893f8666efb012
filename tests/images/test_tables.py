"""Tables of every format: the same columns, exact, and what is no table."""

import logging

import astropy.units as u
import numpy as np
import pytest
from astropy.coordinates import SkyCoord
from astropy.io import fits
from astropy.table import Table

from galaxybench.images.tables import from_texts, read_table
from tests.helpers.catalogs import FIRST_ID, columns, csv_text

pytestmark = pytest.mark.filterwarnings(
    # Of the writers: names with spaces, letters that are not ASCII.
    "ignore::astropy.io.votable.exceptions.VOWarning",
    "ignore::astropy.io.fits.verify.VerifyWarning",
)

FORMATS = {
    "t.csv": None,
    "t.tsv": None,
    "t.ecsv": {"format": "ascii.ecsv"},
    "t.fits": {"format": "fits"},
    "t.vot": {"format": "votable"},
    "t.xml": {"format": "votable", "tabledata_format": "binary2"},
}


def write(folder, name, table):
    """Write columns in the format that the name says."""
    path = folder / name
    if FORMATS[name] is None:
        delimiter = "," if name == "t.csv" else "\t"
        path.write_text(csv_text(dict(table), delimiter))
    else:
        Table(table).write(path, **FORMATS[name])
    return path


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_gives_the_same_columns(tmp_path, name):
    odd = "a b #1" if name == "t.fits" else "été #1"
    letters = "u" if name == "t.fits" else "ü"  # FITS is ASCII
    expected = columns() | {odd: ["a'b", 'c"d', "e f", letters] * 3}
    table = read_table(write(tmp_path, name, expected))
    assert table.rows == 12 and list(table.columns) == list(expected)
    for column, values in table.columns.items():
        assert values.tolist() == expected[column]
    kinds = {name: values.dtype.kind for name, values in table.columns.items()}
    assert kinds == dict(zip(expected, "UiUiffU", strict=True))


@pytest.mark.parametrize("name", FORMATS)
def test_whole_numbers_of_18_digits_stay_exact(tmp_path, name):
    ids = [FIRST_ID + 1, FIRST_ID + 2, 999_999_999_999_999_999]
    table = read_table(write(tmp_path, name, {"id": ids}))
    assert table.columns["id"].dtype == np.int64
    assert table.columns["id"].tolist() == ids


@pytest.mark.parametrize("name", ["t.csv", "t.ecsv", "t.fits", "t.vot"])
def test_what_is_missing_is_masked(tmp_path, name):
    whole = np.ma.array([FIRST_ID + 1, 0, 3], mask=[0, 1, 0])
    given = {"n": whole, "x": [0.5, np.nan, 1.5], "t": ["a", "", "nan"]}
    if name == "t.csv":
        given |= {"n": [FIRST_ID + 1, "", 3], "x": [0.5, "NaN", 1.5]}
    found = read_table(write(tmp_path, name, given)).columns
    assert found["n"].tolist() == [FIRST_ID + 1, None, 3]
    assert found["x"].tolist() == [0.5, None, 1.5]
    assert found["t"].tolist() == ["a", None, None]


def test_native_byte_order_and_narrow_types(tmp_path):
    path = tmp_path / "t.fits"
    given = {"f": np.arange(3, dtype=">f4"), "u": np.arange(3, dtype=np.uint8),
             "b": np.array([True, False, True]), "big": np.arange(3, dtype=np.uint64)
             + np.uint64(2**63)}  # fmt: skip
    Table(given).write(path)
    found = read_table(path).columns
    kinds = {name: str(values.dtype) for name, values in found.items()}
    assert kinds == {"f": "float64", "u": "int64", "b": "bool", "big": "uint64"}
    assert all(found[name].tolist() == given[name].tolist() for name in given)


def test_rows_are_named_by_their_line(tmp_path):
    (tmp_path / "t.csv").write_text('a,b\n1,"x\ny"\n\n2,z\n')
    assert read_table(tmp_path / "t.csv").named(1) == "row 1 (line 5)"
    assert read_table(write(tmp_path, "t.fits", {"a": [1]})).named(0) == "row 0"


@pytest.mark.parametrize(
    ("texts", "kind"),
    [
        (["1", "-2", " 0 "], "i"),
        (["1", "", "3"], "i"),
        (["1.0", "2e5", "-.5", "inf", "nan", ""], "f"),
        (["1.", "0"], "f"),
        (["007", "010"], "U"),
        (["1.5", "007"], "U"),
        (["587739505552785605123"], "U"),
        (["1.5", "5877395055527856"], "U"),
        (["1_000"], "U"),
        (["٣"], "U"),
        (["0x10"], "U"),
        (["+5"], "f"),
        (["-0"], "f"),
        (["1", "Sa"], "U"),
        (["", ""], "f"),
    ],
)
def test_texts_are_numbers_only_where_nothing_is_lost(texts, kind):
    column = from_texts(texts)
    assert column.dtype.kind == kind
    if kind == "U":
        assert column.data.tolist() == texts


def test_columns_of_other_kinds_are_left_out_and_named(tmp_path, caplog):
    caplog.set_level(logging.INFO)
    table = Table({"n": [1, 2], "pair": np.ones((2, 2))})
    table["sky"] = SkyCoord([1, 2] * u.deg, [3, 4] * u.deg)
    table.write(tmp_path / "t.ecsv")
    assert list(read_table(tmp_path / "t.ecsv").columns) == ["n"]
    assert "column 'pair' is left out" in caplog.text
    assert "column 'sky" in caplog.text
    (tmp_path / "t.csv").write_text(f"n,long\n1,{'x' * 1001}\n")
    assert list(read_table(tmp_path / "t.csv").columns) == ["n"]
    assert "'long' is left out: a text has more than 1000" in caplog.text


def test_the_first_table_of_a_fits_file_is_read(tmp_path):
    path = tmp_path / "t.fits"
    images = fits.ImageHDU(np.zeros((3, 3)))
    first = fits.BinTableHDU(Table({"a": [1]}))
    second = fits.BinTableHDU(Table({"b": [1, 2]}))
    fits.HDUList([fits.PrimaryHDU(), images, first, second]).writeto(path)
    assert list(read_table(path).columns) == ["a"]
    fits.HDUList([fits.PrimaryHDU(), images]).writeto(path, overwrite=True)
    with pytest.raises(ValueError, match="none of its 2 HDUs is a table"):
        read_table(path)


@pytest.mark.parametrize("name", ["t.fits", "t.vot", "t.ecsv"])
@pytest.mark.parametrize("content", [b"", b"not a table", b"\x00\xff" * 2000])
def test_what_cannot_be_read_is_named(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ValueError, match=f"^table: .*{name} (cannot be read|has no)"):
        read_table(tmp_path / name)


@pytest.mark.parametrize("name", FORMATS)
def test_a_table_without_rows_is_refused(tmp_path, name):
    path = write(tmp_path, name, {"a": np.zeros(0, int), "b": np.zeros(0)})
    with pytest.raises(ValueError, match="has no rows"):
        read_table(path)


def test_positions_in_other_units_are_refused(tmp_path):
    table = Table({"RA": [1.0], "dec": [2.0], "z": [3.0]})
    table["RA"].unit, table["z"].unit = u.hourangle, u.m
    table.write(tmp_path / "t.ecsv")
    with pytest.raises(ValueError, match="'RA' is in hourangle, expected degrees"):
        read_table(tmp_path / "t.ecsv")
    table["RA"].unit = table["dec"].unit = u.deg
    table.write(tmp_path / "t.ecsv", overwrite=True)
    assert read_table(tmp_path / "t.ecsv").rows == 1


def test_columns_of_one_name_are_refused(tmp_path):
    Table({"a": [1], "a ": [2]}).write(tmp_path / "t.vot", format="votable")
    with pytest.raises(ValueError, match="t.vot: the column 'a' is there twice"):
        read_table(tmp_path / "t.vot")


def test_row_numbers_without_a_name_are_left_out_and_named(tmp_path, caplog):
    caplog.set_level(logging.INFO)
    (tmp_path / "t.csv").write_text(",a\n0,5\n1,6\n")
    assert list(read_table(tmp_path / "t.csv").columns) == ["a"]
    assert "column '' is left out: it has no name" in caplog.text
