"""Comparisons of predictions alone: each mistake in the files, and in what is asked."""

import json

import pytest

from galaxybench.config.runs import Run
from tests.helpers.damaged_files import SPLIT, write_test_split

TRUTH = "predict,test\n" + "".join(f"{row % 3},{row % 3}\n" for row in range(12))
OTHER = "predict,test\n" + "".join(f"{row % 2},{row % 3}\n" for row in range(12))
ROW = {"dataset": "outside", "split": "own"}
ALONE = {
    "datasets": ["outside"], "splits": ["own"], "models": [], "recipes": [],
    "predictions": {
        "theirs": {"file": "t.csv", **ROW},
        "mine": {"file": ["a.csv", "b.csv"], **ROW},
    },
}  # fmt: skip
PARTS = {
    "datasets": {"outside": {"source": "predictions", "path": "truth.csv"}},
    "splits": {"own": {"method": "predefined"}},
}
FILES = {
    "truth.csv": TRUTH,
    "t.csv": TRUTH,
    "a.csv": OTHER,
    "b.csv": TRUTH.replace("2,2", "1,2", 1),
}


def experiment(**changes):
    """The tiny experiment as one of predictions alone, with changes."""
    return PARTS | {"experiments": {"tiny": {**ALONE, **changes}}}


@pytest.fixture
def alone(planned):
    """Makes a case that plans predictions alone, or runs a target of it."""

    def make(changes=None, files=(), target="tiny", **options):
        case = planned(changes or experiment(), target, **options)
        for name, text in (FILES | dict(files)).items():
            (case.folder / name).write_text(text)
        return case

    return make


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"predictions": {}}, ["tiny.predictions: got none, needed: at least 1"]),
        ({"recipes": ["short"]}, ["tiny.models: got 0 entries, allowed: at least 1"]),
        (
            {"models": ["dense"], "recipes": ["short"]},
            ["tiny.datasets: 'outside' (source predictions) has no images to train"],
        ),
        (
            {
                "splits": ["part"],
                "predictions": {"t": {**ROW, "split": "part", "file": "t.csv"}},
            },
            ["tiny.splits: 'part' divides images", "method predefined"],
        ),
        (
            {"ensembles": {"top": {"best": 2, "predictions": ["mine"]}}},
            ["tiny.ensembles.top.best: got 2", "no validation accuracy"],
        ),
    ],
)
def test_what_cannot_be_asked_of_predictions(alone, changes, says):
    alone(experiment(**changes)).refused(*says)
    alone().passes("import_predictions")


@pytest.mark.parametrize("key", ["resize", "limit"])
def test_images_cannot_be_selected(alone, key):
    outside = PARTS["datasets"]["outside"] | {key: 32}
    changes = experiment() | {"datasets": {"outside": outside}}
    alone(changes).refused(f"datasets.outside.{key}: got 32", "has no images")
    alone().passes("import_predictions")


def test_two_files_of_a_row_are_two_files(alone):
    case = alone(files={"b.csv": OTHER})
    case.refused("tiny.predictions.mine.file: a.csv and b.csv are the same, byte for")
    alone().passes("import_predictions")


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("b.csv", "experiments.tiny.predictions.mine.file"),
        ("truth.csv", "datasets.outside.path"),
    ],
)
def test_a_missing_file_is_named_before_anything_runs(alone, name, key):
    case = alone()
    (case.folder / name).unlink()
    case.refused(key, name)
    alone().passes("import_predictions")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "predict,truth\n0,0\n",
            ["columns predict, truth", "`test` or `label`"],
        ),
        ("predict,test\n", ["has no rows"]),
        ("", ["is not a CSV file with a heading"]),
        ("test\n0\n1.5\n", ["row 1 (line 3)", "1.5"]),
    ],
    ids=["no truth", "no rows", "empty", "no number"],
)
def test_a_file_of_true_classes(job, text, says):
    options = {"path": "t.csv", "classes": None, "labels": None}
    case = job(
        "import_dataset",
        input={"files": []},
        output={"images": "images.fits", "summary": "dataset.json"},
        params={
            "dataset": {"source": "predictions", "options": options, "selection": {}},
            "local": None,
        },
    )
    (case.folder / "t.csv").write_text(text)
    case.refused("t.csv", *says)
    (case.folder / "t.csv").write_text(TRUTH)
    case.passes()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("predict,test\n0,0\n", ["1 rows for 12 test images", "row 1 (line 3)"]),
        (TRUTH.replace("2,2", "2,1", 1), ["row 2 (line 4)", "it has label 1"]),
        (TRUTH.replace("2,2", "7,2", 1), ["row 2 (line 4): got predict '7'", "0 to 2"]),
        ("predict,test\n", ["has no rows"]),
    ],
    ids=["other length", "other truth", "unknown class", "no rows"],
)
def test_a_file_that_does_not_fit_the_true_classes(job, text, says):
    known = {"source": "predictions", "labels": "test"}
    case = job(
        "import_predictions",
        input={"split": "split.json", "test": "test.fits", "file": ["t.csv"]},
        output={
            "predictions": "predictions.csv",
            "run": "run.json",
            "metrics": "metrics.json",
        },
        params={
            "file": "t.csv",
            "entry": Run("outside", "own", "external", "theirs", 0).names(),
            "ledger": "ledger.csv",
        },
        wildcards={"experiment": "tiny"},
    )
    split = json.loads(SPLIT) | {"provenance": known}
    (case.folder / "split.json").write_text(json.dumps(split))
    write_test_split(case.folder / "test.fits")
    (case.folder / "t.csv").write_text(text)
    case.refused("t.csv: ", *says)
    (case.folder / "t.csv").write_text(TRUTH)
    case.passes()
