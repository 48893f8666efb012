"""How often the test images were used, as the page says it."""

import pytest

from galaxybench.config.runs import Run
from galaxybench.evaluation.rows import Place, Row
from galaxybench.records.ledger import HEADER, append, scoring
from galaxybench.report.scorings import read, sentences

PLACE = Place("sky", "part")
PARTS = {"part": "aa" * 32, "cv2-fold0": "bb" * 32, "cv2-fold1": "cc" * 32}


@pytest.fixture
def path(tmp_path):
    return tmp_path / "ledger.csv"


def row(number: int, split: str = "part", recipe: str = "short") -> Row:
    scores = {
        "test_part": PARTS[split],
        "test_images": 30,
        "predictions_sha256": f"{number:064d}",
    }
    return Row(Run("sky", split, recipe, "dense", number), metrics=scores)


def note(path, *rows: Row) -> None:
    for each in rows:
        append(path, scoring(each.names, each.metrics))


def said(path, *rows: Row, place: Place = PLACE) -> str:
    return " ".join(sentences(read(path), rows, place))


def test_different_predictions_count_once_however_often_they_were_scored(path):
    note(path, row(0), row(0), row(1), row(2), row(3, "cv2-fold0"))
    text = path.read_text().replace("\n2", "\n1", 1)  # the first line, long ago
    path.write_text(text)
    found = said(path, row(0), row(1))
    assert "have scored 3 different models (2 of them in this experiment)" in found
    assert f"the first on {text.splitlines()[1][:10]} (UTC)" in found
    assert "1502.04585" in found and "No number on this page is adjusted" in found
    assert "lacks" not in found and "damaged" not in found


def test_other_schemes_with_the_same_test_images_count(path):
    twin = Row(Run("sky", "half", "short", "dense", 1), metrics=row(1).metrics)
    note(path, row(0), twin)
    assert "scored 2 different models (2 of them" in said(path, row(0), twin)


def test_a_single_model(path):
    note(path, row(0))
    assert "have scored 1 model (1 of them in this experiment)" in said(path, row(0))


def test_folds_are_counted_one_by_one(path):
    rows = row(0, "cv2-fold0"), row(1, "cv2-fold1")
    note(path, *rows, row(2, "cv2-fold1"))
    found = said(path, *rows, place=Place("sky", "cv2"))
    assert "each of the 2 folds have scored 1 to 2 different models (1 of" in found


def test_a_deleted_ledger_is_named_and_the_rows_here_still_count(path):
    found = said(path, row(0), row(1))
    assert "scored 2 different models (2 of them in this experiment), as" in found
    assert f"{path} lacks 2 rows of this comparison" in found


def test_damaged_lines_are_named_and_not_counted(path):
    note(path, row(0), row(1))
    lines = path.read_text().splitlines()
    path.write_text("\n".join([lines[0], lines[1], lines[2][:90], HEADER, "", "x,y"]))
    found = said(path, row(0), row(1))
    assert "damaged lines, which are not counted: line 3 and 6." in found
    assert "lacks 1 row of this comparison" in found


def test_ledgers_put_together_count_everything_once(path):
    note(path, row(0), row(1))
    path.write_text(2 * path.read_text())
    assert "scored 2 different models" in said(path, row(0), row(1))
    assert read(path).damaged == []


@pytest.mark.parametrize("content", [b"\0\xff\n" * 30, b"", b"time,images\n1,2\n"])
def test_whatever_is_in_the_file_is_no_error(path, content):
    path.write_bytes(content)
    found = read(path)
    assert found.scorings == []
    assert "lacks 1 row" in said(path, row(0))
    assert len(found.damaged) == content.count(b"\n")
    assert ("and 20 more" in said(path, row(0))) == (len(found.damaged) == 30)


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    found = " ".join(sentences(read(tmp_path), [row(0)], PLACE))
    assert f"{tmp_path} cannot be read (Is a directory)." in found


def test_results_without_digests_say_nothing(path):
    bare = Row(Run("sky", "part", "short", "dense", 0), metrics={"accuracy": 0.5})
    assert sentences(read(path), [bare], PLACE) == []


def test_a_line_that_no_reader_takes_is_a_damaged_line(tmp_path):
    path = tmp_path / "ledger.csv"
    path.write_text(HEADER + "\n" + "x" * 200_000 + "\n")
    assert read(path).damaged == [2]
