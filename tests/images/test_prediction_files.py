"""CSV files of predictions: which columns say what."""

import pandas as pd
import pytest

from galaxybench.images.prediction_files import Columns, columns, read_texts, whole


@pytest.mark.parametrize(
    ("heading", "found"),
    [
        ("predict,test", Columns("test", "predict", [], [])),
        (",test,predict", Columns("test", "predict", [], [])),
        (
            "index,source_index,label,predicted,p0,p1,p10,ra",
            Columns("label", "predicted", ["p0", "p1", "p10"], ["ra"]),
        ),
        ("label,p0,p1,pxscale", Columns("label", None, ["p0", "p1"], ["pxscale"])),
    ],
)
def test_columns_are_found_by_name(tmp_path, heading, found):
    file = tmp_path / "a.csv"
    values = ",".join("0" for _ in heading.split(","))
    file.write_text(f"{heading}\n{values}\n")
    assert columns(file, read_texts(file, "put it there")) == found


def test_a_named_column_has_the_true_classes(tmp_path):
    raw = pd.DataFrame({"truth": ["1"], "test": ["0"], "p0": ["1"]})
    assert columns(tmp_path, raw, "truth").true == "truth"
    with pytest.raises(ValueError, match="allowed: the true class numbers in 'label'"):
        columns(tmp_path, raw, "label")


def test_a_missing_file_says_what_to_do(tmp_path):
    with pytest.raises(FileNotFoundError, match="no such file .*: put it there"):
        read_texts(tmp_path / "a.csv", "put it there")


def test_whole_numbers_may_be_written_as_fractions(tmp_path):
    raw = pd.DataFrame({"test": ["1", "2.0"]})
    assert whole(tmp_path, raw, "test").tolist() == [1, 2]
    with pytest.raises(
        ValueError, match=r"row 1 \(line 3\): got test '2.0', allowed: .*1"
    ):
        whole(tmp_path, raw, "test", 2)


def test_object_ids_of_19_digits_stay_exact(tmp_path):
    ids = ["1237648720693755904", "1237648720693755906"]
    raw = pd.DataFrame({"source_index": ids})
    assert whole(tmp_path, raw, "source_index").tolist() == [*map(int, ids)]
    for wrong in (str(2**63), "1e30", "-1", "1.5", ""):
        raw = pd.DataFrame({"source_index": [wrong]})
        with pytest.raises(ValueError, match="whole numbers from 0 to 2"):
            whole(tmp_path, raw, "source_index")


@pytest.mark.parametrize("heading", ["label,p0,p0", "label,predicted, predicted"])
def test_a_column_that_is_there_twice_is_refused(tmp_path, heading):
    file = tmp_path / "a.csv"
    file.write_text(f"{heading}\n0,0,0\n")
    with pytest.raises(ValueError, match="a.csv: the column p.* is there twice"):
        read_texts(file, "put it there")
