"""A file of predictions as a data set: true classes and a catalog, no pixels."""

import numpy as np
import pytest

from galaxybench.images.linking_columns import group_numbers

OURS = """index,source_index,label,predicted,p0,p1,p2,group,redshift,survey
0,9,0,0,0.8,0.1,0.1,5,0.1,SDSS
1,4,1,2,0.1,0.3,0.6,5,nan,
2,6,1,2,0.0,0.0,1.0,7,0.3,DECaLS
"""


@pytest.fixture
def opened(write_answers, open_with_defaults):
    return lambda text, **options: open_with_defaults(
        "predictions", path=str(write_answers(text)), **options
    )


def test_the_catalog_keeps_what_is_known_of_the_images(opened):
    images = opened(OURS)
    assert images.shape == () and list(images.batches()) == []
    assert images.labels.tolist() == [0, 1, 1]
    assert images.classes == ["0", "1", "2"]  # one per probability
    catalog = images.catalog
    names = ["source_index", "group", "redshift", "survey", "part"]
    assert catalog.colnames == names
    assert catalog["source_index"].tolist() == [9, 4, 6]
    assert catalog["group"].tolist() == [5, 5, 7] and catalog["group"].dtype.kind == "i"
    np.testing.assert_array_equal(catalog["redshift"], [0.1, np.nan, 0.3])
    assert catalog["survey"].tolist() == ["SDSS", "", "DECaLS"]
    assert set(catalog["part"]) == {"test"}
    assert images.provenance["labels"] == "label"
    assert images.provenance["places"] == "source_index"


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        (["-7", "-1", "-7"], [0, -1, 0]),
        (["-7", "", "-7"], [0, -1, 0]),
        (["-1", "nan", "-1"], [-1, -1, -1]),
        (["1234567890123456789", "1234567890123456788", "-1"], [1, 0, -1]),
    ],
)
def test_only_minus_one_and_an_empty_cell_are_no_group(opened, groups, expected):
    heading, *rows = OURS.splitlines()
    cells = [row.split(",") for row in rows]
    text = "\n".join(
        [heading, *(",".join([*c[:7], g, *c[8:]]) for c, g in zip(cells, groups))]  # noqa: B905
    )
    found = group_numbers(opened(f"{text}\n").catalog)
    # Numbers stand for groups, in any order.
    assert (found < 0).tolist() == (np.array(expected) < 0).tolist()
    assert (found[0] == found[2]) == (expected[0] == expected[2])


def test_classes_are_numbered_or_named(opened):
    studies = ",predict,test\n0,2,0\n1,1,1\n"
    assert opened(studies).classes == ["0", "1", "2"]  # one is only predicted
    named = opened(studies, classes=["a", "b", "c", "d"])
    assert named.classes == ["a", "b", "c", "d"]
    assert named.catalog.colnames == ["source_index", "part"]
    assert "places" not in named.provenance


def test_the_column_of_true_classes_may_be_named(opened):
    images = opened("truth,test\n1,9\n0,9\n", labels="truth")
    assert images.labels.tolist() == [1, 0]


@pytest.mark.parametrize(
    ("text", "options", "message"),
    [
        ("a,b\n0,1\n", {}, "got the columns a, b, allowed: the true class numbers"),
        ("test,b\n0,1\n", {"labels": "truth"}, "allowed: .* numbers in 'truth'"),
        ("test,label\n0,1\n1,1\n", {}, "test and label, which say the same"),
        ("test\n0\n3\n", {"classes": ["a", "b"]}, r"row 1 \(line 3\): got test '3', "
         "allowed: whole numbers from 0 to 1"),
        ("test\n0\nspiral\n", {}, "row 1 .*: got test 'spiral'"),
        ("test\n0\n123456789\n", {}, "would make 123456790 classes"),
        ("test\n1\n1\n", {}, "all 2 rows have test 1, allowed: .* two classes"),
        ("test\n", {}, "has no rows"),
        ("", {}, "is not a CSV file"),
        ("test,content\n0,a\n1,b\n", {}, "got the column content, .* rename"),
        ("test,part\n0,test\n1,train\n", {}, "row 1 .*: got part 'train', allowed: te"),
    ],
)  # fmt: skip
def test_what_cannot_be_test_images_is_refused(opened, text, options, message):
    if not text:
        text = "\n"
    with pytest.raises(ValueError, match=f"answers.csv: .*{message}"):
        opened(text, **options)
