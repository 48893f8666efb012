"""Tables as text: every row is whole, and nothing is filled in."""

import pytest

from galaxybench.config.delimited_text import read_heading, read_rows
from tests.helpers.hdf5_faults import LFS_POINTER


@pytest.fixture
def write(tmp_path):
    def make(text, name="cat.csv"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return make


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("cat.csv", 'a, b ,"c,d"\n1,"x\ny",\n\n2, z ,3\n'),
        ("cat.CSV", '\ufeffa,b,"c,d"\r\n1,"x\ny",\r\n,,\r\n2, z ,3\r\n'),
        ("cat.tsv", 'a\tb\tc,d\n1\t"x\ny"\t\n2\t z \t3\n'),
        ("cat.tab", 'a\tb\tc,d\n1\t"x\ny"\t\n2\t z \t3\n'),
    ],
)
def test_rows_have_their_lines(write, name, text):
    path = write(text, name)
    heading, first, second = read_rows(path)
    assert heading[1] == read_heading(path) == ["a", "b", "c,d"]
    assert first == (3, ["1", "x\ny", ""])
    assert second[1] == ["2", " z ", "3"] and second[0] in (4, 5)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "is empty"),
        ("\n\n", "is empty"),
        ("a,b\n1\n", "line 2: got 1 values, the heading has 2"),
        ("a,b\n1,2,3\n", "line 2: got 3 values"),
        ("a,a\n1,2\n", "the column 'a' is there twice"),
        ("a;b\n1;2\n", "separated by semicolons, expected commas"),
        ("a\tb\n1\t2\n", "separated by tabs, expected commas .*tsv"),
        (b"a,b\n\xff,1\n", "no text with commas: .*UTF-8"),
        ('a,b\n"1,2\n', "no text with commas"),
        (LFS_POINTER, "pointer of Git LFS"),
    ],
)
def test_what_is_no_table_is_refused(write, text, says):
    path = write(text)
    with pytest.raises(ValueError, match=f"cat.csv.*{says}"):
        read_heading(path)
        list(read_rows(path))
