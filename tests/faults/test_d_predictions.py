"""Predictions made elsewhere: what cannot be read is named, by file and row."""

import gzip
import json

import pytest

from galaxybench.config.runs import Run
from tests.helpers.damaged_files import (
    LABELS,
    LFS,
    POINTER,
    SPLIT,
    half,
    write_test_split,
)

PREDICTIONS = "predict,test\n" + "".join(f"{label},{label}\n" for label in LABELS)

LINES = PREDICTIONS.encode().splitlines(keepends=True)


@pytest.fixture
def import_predictions(job):
    def make(name):
        case = job(
            "import_predictions",
            input={"split": "split.json", "test": "test.fits", "file": [name]},
            output={
                "predictions": "predictions.csv",
                "run": "run.json",
                "metrics": "metrics.json",
            },
            params={
                "file": name,
                "entry": Run("sky", "part", "external", "theirs", 0).names(),
                "ledger": "ledger.csv",
            },
            wildcards={"experiment": "tiny"},
        )
        (case.folder / "split.json").write_bytes(SPLIT)
        write_test_split(case.folder / "test.fits")
        return case

    return make


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("t.csv", PREDICTIONS.encode("utf-16"), ["t.csv", "in UTF-8"]),
        ("t.csv", PREDICTIONS.replace("predict", "é").encode("latin-1"), ["in UTF-8"]),
        ("t.csv", PREDICTIONS.replace("0,0", "0\0,0", 1).encode(), ["'0\\x00'"]),
        ("t.csv", bytes(100), ["t.csv", "\\x00"]),
        ("t.csv", b"".join(LINES[:5]), ["t.csv", "4 rows for 12 test images"]),
        (
            "t.csv",
            PREDICTIONS.replace("0,0", '"0,0', 1).encode(),
            ["EOF inside string"],
        ),
        ("t.csv", PREDICTIONS.replace(",", ";").encode(), ["predict;test", "allowed"]),
        ("t.csv", POINTER, ["t.csv", *LFS]),
        ("t.csv.gz", POINTER, ["t.csv.gz", *LFS]),
        (
            "t.csv.gz",
            half(gzip.compress(PREDICTIONS.encode())),
            ["t.csv.gz", "cut off"],
        ),
        ("t.csv.gz", PREDICTIONS.encode(), ["t.csv.gz", "Not a gzipped file"]),
        ("t.csv", b"", ["t.csv", "is not a CSV file with a heading"]),
    ],
    ids=[
        "UTF-16",
        "Latin 1",
        "NUL inside",
        "NULs",
        "cut",
        "open quote",
        "semicolons",
        "pointer",
        "pointer for gzip",
        "cut gzip",
        "not gzip",
        "empty",
    ],
)
def test_a_file_of_predictions(import_predictions, name, content, says):
    case = import_predictions(name)
    file = case.folder / name
    file.write_bytes(content)
    case.refused(*says)
    whole = PREDICTIONS.encode()
    file.write_bytes(gzip.compress(whole) if name.endswith(".gz") else whole)
    case.passes()


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + PREDICTIONS.encode(),
        PREDICTIONS.replace("\n", "\r\n").encode(),
        PREDICTIONS.encode().rstrip(),
    ],
    ids=["byte order mark", "Windows", "no last line end"],
)
def test_predictions_as_other_programs_write_them(import_predictions, content):
    case = import_predictions("t.csv")
    (case.folder / "t.csv").write_bytes(content)
    case.passes()
    metrics = json.loads((case.folder / "metrics.json").read_text())
    assert metrics["accuracy"] == 1
