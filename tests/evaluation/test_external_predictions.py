"""Predictions from outside are held to the test images row by row."""

import numpy as np
import pandas as pd
import pytest

from galaxybench.evaluation.external_predictions import read_predictions
from galaxybench.evaluation.metrics import score

LABELS = np.array([0, 1, 2, 1])
SOURCE = np.array([9, 4, 6, 2])
CLASSES = ["round", "edge-on", "spiral"]
STUDY = "predict,test\n0,0\n2,1\n2,2\n1,1\n"
OURS = """index,source_index,label,predicted,p0,p1,p2
0,9,0,0,0.8,0.1,0.1
1,4,1,2,0.1,0.3,0.6
2,6,2,2,0.0,0.0,1.0
3,2,1,1,0.2,0.7,0.1
"""


@pytest.fixture
def read(tmp_path):
    def read_(text):
        file = tmp_path / "theirs.csv"
        file.write_text(text, encoding="utf-8")
        return read_predictions(file, LABELS, SOURCE, CLASSES)

    return read_


@pytest.mark.parametrize(
    "text",
    [
        STUDY,
        "test,predict\n0,0\n1,2\n2,2\n1,1\n",
        ",predict,test\n0,0,0\n1,2,1\n2,2,2\n3,1,1\n",
        "row, predict, test\n0,0,0\n0,2,1\n0,2,2\n0,1,1\n",
        "predict,test\n7,0.0,0\n7,2.0,1\n7,2.0,2\n7,1.0,1\n",
        "\ufeff" + STUDY.replace("\n", "\r\n"),
        "\n".join(line.rsplit(",", 3)[0] for line in OURS.splitlines()),
    ],
)
def test_class_numbers_alone_in_every_layout(read, text):
    table = read(text)
    assert table.to_dict("list") == {
        "index": [0, 1, 2, 3],
        "source_index": [9, 4, 6, 2],
        "label": [0, 1, 2, 1],
        "predicted": [0, 2, 2, 1],
    }
    scores = score(table, None, {}, CLASSES)
    assert (scores["accuracy"], scores["status"]) == (0.75, "ok")
    assert scores["log_loss"] is scores["top2_accuracy"] is None


def test_probabilities_are_kept_and_scored(read):
    table = read(OURS)
    assert table["p2"].tolist() == [0.1, 0.6, 1.0, 0.1]
    scores = score(table, None, {}, CLASSES)
    assert scores["log_loss"] == pytest.approx(-np.log([0.8, 0.3, 1.0, 0.7]).mean())
    assert scores["top2_accuracy"] == 1.0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (STUDY.replace("2,1\n", "2,2\n"), r"row 1 \(line 3\) is the first that "
         r"differs: it has label 2 \(spiral\), the test images have label 1 \(edge"),
        (STUDY + "0,0\n", r"5 rows for 4 test images; row 4 \(line 6\) is the first .* "
         r"it has label 0 \(round\), the test images have no row"),
        (STUDY.removesuffix("1,1\n"), r"3 rows for 4 test images; row 3 .* it has no "
         "row, the test images have label 1"),
        ("predict,test\n2,1\n2,2\n1,1\n", "3 rows for 4 test images; row 0 "),
        (OURS.replace("2,6,2", "2,7,2"), "row 2 .* it has source_index 7, the test "
         "images have source_index 6"),
        (OURS.replace("\n1,4", "\n5,4"), "row 1 .* it has index 5"),
        (STUDY.replace("2,1", "3,1"), r"row 1 \(line 3\): got predict '3', allowed: "
         "whole numbers from 0 to 2"),
        (STUDY.replace("2,1", "2,edge-on"), "row 1 .*: got test 'edge-on', allowed"),
        (STUDY.replace("2,1", "1.5,1"), "row 1 .*: got predict '1.5', allowed"),
        (STUDY.replace("2,1", ",1"), "row 1 .*: got predict '', allowed"),
        (STUDY.replace("2,1", "-1,1"), "row 1 .*: got predict '-1', allowed"),
        (OURS.replace("0.3,0.6", "0.3,nan"), "row 1 .*: got the probabilities 0.1, "
         "0.3, nan, allowed: numbers from 0 to 1 that add up to 1"),
        (OURS.replace("0.3,0.6", "0.3,0.7"), "row 1 .*: got the probabilities"),
        (OURS.replace("0.1,0.3,0.6", "-0.1,0.5,0.6"), "row 1 .*: got the prob"),
        (OURS.replace("p2", "p3"), "got the probabilities p0, p1, p3, allowed: none, "
         "or p0 to p2"),
        ("prediction,truth\n0,0\n", "got the columns prediction, truth, allowed: "
         "the true class numbers in a column `test` or `label`"),
        ("test\n0\n1\n2\n1\n", "got the columns test, allowed: .* the predicted"),
        ("label," + STUDY.replace("\n", "\n0,", 4)[:-2], "test and label, which say "
         "the same"),
        ("predict,test\n", "has no rows"),
        (OURS.replace("1,4,1,2", "1,4,1,1"), r"row 1 \(line 3\): got the predicted "
         r"class 1 with the probability 0.3, but class 2 has 0.6 \(1 such rows\)"),
        ("predict,test\n1,2,0,0\n", "2 more values than the heading"),
        ("predict,test,m\n0,1,1,\n1,1,0,\n", "nothing after their last comma"),
        ("predict,test,m\n0,1,1,\n1,1,0\n", "nothing after their last comma"),
        ("", "is not a CSV file with a heading"),
        ('predict,test\n"0,0\n', "is not a CSV file with a heading"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_with_its_row(read, text, message):
    with pytest.raises(ValueError, match=f"theirs.csv: .*{message}"):
        read(text)


def test_rows_in_another_order_are_told_by_their_rows_of_the_source(read):
    head, *rows = OURS.splitlines()
    shuffled = "\n".join([head, *rows[::-1]])
    with pytest.raises(ValueError, match=r"row 0 .*\. The rows are in another order: "):
        read(shuffled)
    with pytest.raises(ValueError, match="must hold the same images in the same order"):
        read(shuffled.replace("3,2,1,1", "3,5,1,1"))


def test_probabilities_alone_predict_the_most_probable_class(read):
    text = (
        "label,p2,p0,p1,ra\n0,0.1,0.8,0.1,1\n1,0.6,0.1,0.3,2\n2,1,0,0,3\n1,.3,.3,.4,4\n"
    )
    table = read(text)
    assert table["predicted"].tolist() == [0, 2, 2, 1]
    assert list(table)[4:] == ["p0", "p1", "p2"] and table["p0"][0] == 0.8


def test_other_columns_are_left_alone(read):
    assert read("survey,predict,test\nx,0,0\ny,2,1\nz,2,2\nz,1,1\n")["label"].sum() == 4


def test_rows_of_the_source_are_compared_only_where_they_are_known(tmp_path):
    file = tmp_path / "theirs.csv"
    file.write_text(OURS.replace("2,6,2", "2,7,2"))
    table = read_predictions(file, LABELS, None, CLASSES)
    assert table["source_index"].tolist() == [0, 1, 2, 3]


def test_the_true_classes_may_have_another_name(tmp_path):
    file = tmp_path / "theirs.csv"
    file.write_text(STUDY.replace("test", "truth"))
    table = read_predictions(file, LABELS, SOURCE, CLASSES, "truth")
    assert table["label"].tolist() == [0, 1, 2, 1]
    file.write_text(STUDY)
    assert read_predictions(file, LABELS, SOURCE, CLASSES, "truth").equals(table)


def test_equal_probabilities_contradict_nothing(read):
    text = OURS.replace("0.8,0.1,0.1", "0.4,0.2,0.4")
    assert read(text.replace("0,9,0,0", "0,9,0,2"))["predicted"][0] == 2


def test_rounded_probabilities_are_accepted(read):
    text = OURS.replace("0.8,0.1,0.1", "0.333,0.333,0.333")
    assert read(text)["p0"][0] == 0.333


def test_a_file_that_is_no_text_is_refused(tmp_path):
    file = tmp_path / "theirs.csv"
    pd.DataFrame({"predict": [0]}).to_pickle(file)
    with pytest.raises(ValueError, match="theirs.csv: is not a CSV file"):
        read_predictions(file, LABELS, SOURCE, CLASSES)
    file.unlink()
    with pytest.raises(FileNotFoundError, match="theirs.csv: no such file"):
        read_predictions(file, LABELS, SOURCE, CLASSES)
