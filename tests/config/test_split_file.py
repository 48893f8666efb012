"""The file of a published split: what is read, and what is refused with its line."""

import pytest

from galaxybench.config.split_file import read

WHOLE = "index,part\n3,train\n0,test\n\n7,valid\n"


def written(tmp_path, text, encoding="utf-8"):
    path = tmp_path / "split.csv"
    path.write_bytes(text.encode(encoding))
    return path


def test_rows_are_read_in_their_order_with_their_lines(tmp_path):
    found = read(written(tmp_path, WHOLE))
    assert (found.column, found.keys) == ("index", [3, 0, 7])
    assert found.parts == ["train", "test", "valid"]
    assert found.lines == [2, 3, 5]


@pytest.mark.parametrize(
    "text",
    [
        WHOLE.replace("\n", "\r\n"),
        "\ufeff" + WHOLE,
        "part, index\ntrain, 3.0\n test,0\nvalid,7\n",
        "z,part,index\n.1,train,3\n.2,test,0\n,valid,7\n",
    ],
)
def test_the_same_in_other_words(tmp_path, text):
    assert read(written(tmp_path, text)).keys == [3, 0, 7]


def test_images_may_be_named_by_a_column_of_the_catalogue(tmp_path):
    found = read(written(tmp_path, "file,part\na/1.png,train\na/2.png,test\n"))
    assert (found.column, found.keys) == ("file", ["a/1.png", "a/2.png"])


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "line 1: got nothing, needed: a heading `index,part`"),
        ("index,split\n1,train\n", "line 1: got 'index', 'split', needed"),
        ("a,b,part\n1,2,train\n", "line 1: got 'a', 'b', 'part', needed"),
        ("part\ntrain\n", "line 1: got 'part', needed"),
        ("index,part,part\n1,train,test\n", "line 1: the column 'part' is there twice"),
        ("index,part\n1,train\n2\n", "line 3: got 1 values, the heading has 2"),
        (
            "index,part\n1,train\n2,val\n",
            "line 3: got the part 'val', allowed: train, ",
        ),
        (
            "index,part\n-1,train\n",
            "line 2: got the index '-1', allowed: whole numbers",
        ),
        ("index,part\n1.5,train\n", "line 2: got the index '1.5'"),
        ("index,part\n²,train\n", "line 2: got the index '²'"),
        ("index,part\nNaN,train\n", "line 2: got the index 'NaN'"),
        ("index,part\n1,train\n1,test\n", "line 3: index 1 is on line 2 already"),
        ("index,part\n1,train\n", "no image is in test, needed: at least one"),
        ("index,part\n1,test\n2,valid\n", "no image is in train, needed"),
        ("file,part\n,train\n", "line 2: nothing in the column 'file'"),
        ("version https://git-lfs.github.com/spec/v1\n", "git lfs pull"),
    ],
)
def test_a_mistake_is_named_with_its_line(tmp_path, text, says):
    path = written(tmp_path, text)
    with pytest.raises(ValueError) as caught:
        read(path)
    assert str(caught.value).startswith(str(path)) and says in str(caught.value)


def test_another_encoding_is_refused(tmp_path):
    with pytest.raises(ValueError, match="is not a CSV file.*UTF-8"):
        read(written(tmp_path, WHOLE.replace("index", "é"), "latin-1"))
