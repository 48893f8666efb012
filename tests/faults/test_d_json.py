"""JSON files that are damaged or cut off are named, with what to do."""

import json

import pytest
from PIL import Image

from galaxybench.config.runs import Run
from tests.helpers.damaged_files import (
    CUT,
    LABELS,
    LFS,
    POINTER,
    SPLIT,
    half,
    write_test_split,
)


@pytest.fixture
def score_train(job):
    case = job(
        "score_train",
        input={"predictions": "predictions.csv", "split": "split.json"},
        output={"metrics": "metrics.json"},
    )
    columns = "index,source_index,label,predicted,p0,p1,p2\n"
    rows = [f"{n},{n},{label},{label},1,0,0\n" for n, label in enumerate(LABELS)]
    (case.folder / "predictions.csv").write_text(columns + "".join(rows))
    return case


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (half(SPLIT), CUT),
        (SPLIT[:-1], CUT),
        (b"", CUT),
        (bytes(100), CUT),
        (b"\xff\xfe" + SPLIT, CUT),
        (b"[" * 100_000, CUT),
        (POINTER, LFS),
    ],
    ids=["half", "a byte short", "empty", "NUL", "encoding", "deep", "pointer"],
)
def test_json_of_a_split(score_train, content, says):
    file = score_train.folder / "split.json"
    file.write_bytes(content)
    score_train.refused("split.json", *says)
    file.write_bytes(SPLIT)
    score_train.passes()


def test_json_of_a_run(job):
    case = job(
        "score",
        input={
            name: f"{name}.{ending}"
            for name, ending in {
                **dict.fromkeys(("predictions", "valid", "history"), "csv"),
                **dict.fromkeys(("run", "split"), "json"),
                "test": "fits",
            }.items()
        },
        output={"metrics": "metrics.json"},
        params={"ledger": "ledger.csv"},
        wildcards=Run("sky", "part", "short", "dense", 0).names(),
    )
    folder = case.folder
    write_test_split(folder / "test.fits")
    (folder / "split.json").write_bytes(SPLIT)
    columns = "index,source_index,label,predicted,p0,p1,p2\n"
    for name in ("predictions", "valid"):
        rows = [f"{n},{n},{label},{label},1,0,0\n" for n, label in enumerate(LABELS)]
        (folder / f"{name}.csv").write_text(columns + "".join(rows))
    history = "epoch,loss,accuracy,val_loss,val_accuracy\n1,1,0.5,1,0.5\n"
    (folder / "history.csv").write_text(history)
    whole = json.dumps({"model_name": "dense", "best_epoch": 1}).encode()
    (folder / "run.json").write_bytes(half(whole))
    case.refused("run.json", *CUT)
    (folder / "run.json").write_bytes(whole)
    case.passes()


def test_json_of_metrics(job):
    row = {
        "dataset": "sky", "split": "part", "recipe": "short", "model": "dense",
        "seed": 0,
    }  # fmt: skip
    case = job(
        "plot_confusion",
        input={"metrics": ["metrics.json"], "split": "split.json"},
        output={kind: f"confusion.{kind}" for kind in ("png", "pdf", "csv")},
        params={"names": [row]},
    )
    (case.folder / "metrics.json").write_bytes(b'{"accuracy": 0.5, "confu')
    (case.folder / "split.json").write_bytes(SPLIT)
    case.refused("metrics.json", *CUT)


def test_json_of_a_classification(job):
    case = job(
        "plot_contact_sheet",
        input={
            "predictions": "predictions.csv",
            "refused": "refused.csv",
            "description": "classification.json",
        },
        output={"png": "sheet.png", "pdf": "sheet.pdf"},
    )
    folder = case.folder
    (folder / "in").mkdir()
    Image.new("RGB", (4, 4), (0, 250, 0)).save(folder / "in/a.png")
    head = "image,predicted,class,probability,p_a,p_b\n"
    (folder / "predictions.csv").write_text(f"{head}a.png,0,a,0.9,0.9,0.1\n")
    (folder / "refused.csv").write_text("image,reason\n")
    description = {
        "model": "m.keras", "images": "in", "views": "none", "shape": [4, 4, 3],
        "simulated": False,
    }  # fmt: skip
    whole = json.dumps(description).encode()
    (folder / "classification.json").write_bytes(half(whole))
    case.refused("classification.json", *CUT)
    (folder / "classification.json").write_bytes(whole)
    case.passes()


def test_json_of_pixel_statistics(job):
    names = {"dataset": "sky", "split": "part", "recipe": "short", "model": "dense"}
    case = job(
        "train_model",
        keras=True,
        input={
            "train": "train.fits", "valid": "valid.fits", "weights": [], "code": [],
            "statistics": "pixel_statistics.json",
        },
        output={"model": "model.keras", "history": "history.csv", "run": "run.json"},
        wildcards=names | {"seed": "0"},
        params={
            "model": {"architecture": "dense", "options": {}},
            "recipe": {"weights": "none"},
        },
    )  # fmt: skip
    for part in ("train", "valid"):
        write_test_split(case.folder / f"{part}.fits")
    (case.folder / "pixel_statistics.json").write_bytes(b'{"histogram": [[1, 2')
    case.refused("pixel_statistics.json", *CUT)
