"""The ledger: whole lines, whoever writes at the same time and whatever was there."""

import subprocess
import sys
from pathlib import Path

import pytest

from galaxybench.config.runs import KINDS, Run
from galaxybench.jobs import locks
from galaxybench.records import ledger
from galaxybench.records.ledger import HEADER, append, scoring, weights_of
from galaxybench.records.record import sha256, write

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"
SCORES = {"test_part": "ab" * 32, "test_images": 30, "predictions_sha256": "cd" * 32}
RUN = Run("sky", "cv2-fold1", "short", "dense", 3).names()
WRITE = """
import sys
sys.path.insert(0, sys.argv[1])
from galaxybench.records.ledger import append, scoring
names = dict(dataset="sky", split="part", recipe="short", model="m" * 40, seed=0)
scores = {"test_part": "ab" * 32, "test_images": 30}
for number in range(50):
    sha = sys.argv[3] + f"{number:063d}"
    append(sys.argv[2], scoring(names, scores | {"predictions_sha256": sha}))
"""


@pytest.fixture
def path(tmp_path):
    return tmp_path / "results/ledger.csv"


def test_a_run_and_a_row_that_no_recipe_trained():
    run = scoring(RUN, SCORES, "ef" * 32)
    assert run[1:] == (
        *("ab" * 32, 30, "sky", "cv2-fold1", "run", "short", "dense", 3, ""),
        *("cd" * 32, "ef" * 32),
    )
    assert set(ledger.KINDS) == set(KINDS)
    names = Run("sky", "part", "external", "theirs", 0).names()
    outside = scoring(names, SCORES, experiment="tiny")
    assert (outside.kind, outside.recipe, outside.model) == ("outside", "", "theirs")
    assert (outside.seed, outside.experiment) == ("", "tiny")


def test_lines_are_added_and_nothing_is_rewritten(path):
    append(path, scoring(RUN, SCORES))
    before = path.read_text()
    assert before.splitlines()[0] == HEADER
    append(path, scoring(RUN, SCORES))
    text = path.read_text()
    assert text.startswith(before) and text.count("\n") == 3
    assert text.count(HEADER) == 1


def test_a_line_after_one_that_was_cut_is_whole(path):
    append(path, scoring(RUN, SCORES))
    path.write_text(path.read_text()[:-20])
    append(path, scoring(RUN, SCORES))
    assert path.read_text().splitlines()[-1].endswith("cd" * 32 + ",")
    assert len(path.read_text().splitlines()) == 3


def test_several_jobs_lose_and_mix_nothing(path):
    jobs = [
        subprocess.Popen([sys.executable, "-c", WRITE, SCRIPTS, path, str(number)])
        for number in range(4)
    ]
    assert [job.wait() for job in jobs] == [0] * 4
    header, *lines = path.read_text().splitlines()
    assert header == HEADER and len(set(lines)) == len(lines) == 200
    assert {line.count(",") for line in lines} == {HEADER.count(",")}


def test_a_job_that_holds_the_file_stops_no_other(path, monkeypatch):
    append(path, scoring(RUN, SCORES))
    monkeypatch.setattr(ledger, "PATIENCE", 0.05)
    with path.open() as held:
        assert locks.lock(held)
        append(path, scoring(RUN, SCORES))
    assert path.read_text().count("\n") == 3


def test_a_ledger_that_cannot_be_written_costs_no_result(tmp_path, caplog):
    append(tmp_path, scoring(RUN, SCORES))  # a folder
    assert (
        f"{tmp_path}: this scoring could not be noted (Is a directory)" in caplog.text
    )


def test_a_full_disk_leaves_no_half_line(path, monkeypatch, caplog):
    append(path, scoring(RUN, SCORES))
    before = path.read_text()

    class Full:
        def __init__(self, file):
            self._file = file

        def __getattr__(self, name):
            return getattr(self._file, name)

        def __enter__(self):
            return self

        def __exit__(self, *error):
            self._file.close()

        def write(self, content):
            return self._file.write(content[:30])

    opened = Path.open
    monkeypatch.setattr(Path, "open", lambda self, *a, **k: Full(opened(self, *a, **k)))
    append(path, scoring(RUN, SCORES))
    monkeypatch.undo()
    assert path.read_text() == before
    assert "No space left" in caplog.text


def test_the_weights_are_those_that_the_record_of_the_predictions_names(tmp_path):
    predictions = tmp_path / "predictions.csv"
    predictions.write_text("index\n")
    assert weights_of(predictions) == ""
    inputs = {"run/model.keras": "ab" * 32, "test.fits": "cd" * 32}
    outputs = {"predictions.csv": sha256(predictions)}
    write([predictions], {"rule": "predict", "inputs": inputs, "outputs": outputs})
    assert weights_of(predictions) == "ab" * 32
