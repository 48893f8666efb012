"""A file that is damaged, cut off or another one is named, with what to do."""

import csv
import gzip
import hashlib
import json
import shutil
import zipfile
from io import BytesIO

import h5py
import numpy as np
import pytest
from astropy.table import Table
from PIL import Image

from galaxybench.images.fits import write_cube
from sandbox.workflow_copy import ROOT
from tests.helpers.idx_files import write_idx

POINTER = b"""version https://git-lfs.github.com/spec/v1
oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393
size 12345
"""
LFS = ["is a pointer of Git LFS", "git lfs pull"]
CUT = ["is not JSON, or was cut off", "Delete it and run the same command again"]
LABELS = np.arange(12) % 3
PREDICTIONS = "predict,test\n" + "".join(f"{label},{label}\n" for label in LABELS)


def write_test_split(path):
    """Write twelve images of three classes."""
    images = np.arange(12 * 48, dtype=np.uint8).reshape(12, 4, 4, 3)
    rows = np.arange(12)
    catalog = Table({"source_index": rows, "split_group": rows})
    write_cube(path, [images], images.shape, LABELS, catalog, ["a", "b", "c"], {})


def half(content):
    return content[: len(content) // 2]


# JSON

SPLIT = json.dumps({"classes": ["a", "b", "c"], "images": {"test": 12}}).encode()


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


# Raw data

SOURCE = """
OPTIONS = {{}}
CLASSES = ["a", "b", "c"]
CITATION = ""
FILES = {files}
from galaxybench.images.idx import open_idx
def open_source(files, options):
    return open_idx(files, CLASSES, {{"source": "tiny_idx"}})
"""


@pytest.fixture
def import_idx(job, tmp_path):
    """A case of import_dataset whose four raw files are as declared."""
    scripts = tmp_path / "scripts"
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "scripts", scripts, ignore=ignored)
    names = [f"{part}-{what}.gz" for part in ("train", "test") for what in "xy"]
    case = job(
        "import_dataset",
        scripts=scripts,
        input={"files": [f"raw/{name}.verified" for name in names], "code": []},
        output={"images": "images.fits", "summary": "dataset.json"},
        params={
            "dataset": {"source": "tiny_idx", "options": {}, "selection": {}},
            "local": None,
        },
    )
    raw = case.folder / "raw"
    raw.mkdir()
    for name in names:
        images = np.random.default_rng(0).integers(0, 256, (12, 4, 4), np.uint8)
        write_idx(raw / name, images if "x" in name else LABELS.astype(np.uint8))
        (raw / f"{name}.verified").touch()
    declare(scripts, raw, names)
    return case, scripts, names


def declare(scripts, raw, names):
    files = [
        {
            "name": name,
            "urls": [],
            "sha256": hashlib.sha256((raw / name).read_bytes()).hexdigest(),
        }
        for name in names
    ]
    text = SOURCE.format(files=files)
    (scripts / "galaxybench/datasets/tiny_idx.py").write_text(text)


def other_content(content):
    """A valid file of the same size with other pixels."""
    changed = bytearray(content)
    changed[-20] ^= 1
    return bytes(changed)


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (other_content, ["has changed since it was downloaded", "expected sha256"]),
        (half, ["has changed since it was downloaded", "expected sha256"]),
        (lambda content: b"", ["has changed since it was downloaded", "(0 bytes)"]),
        (lambda content: POINTER, LFS),
    ],
    ids=["same size", "cut", "empty", "pointer"],
)
def test_a_raw_file_is_what_its_source_declares(import_idx, damage, says):
    """`.verified` proves the past alone."""
    case, _, names = import_idx
    file = case.folder / "raw" / names[0]
    whole = file.read_bytes()
    file.write_bytes(damage(whole))
    cure = [] if says is LFS else [f"delete raw/{names[0]}.verified"]
    case.refused(f"raw/{names[0]}", *says, *cure)
    file.write_bytes(whole)
    case.passes()


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (half, "is truncated or not a gzip file"),
        (lambda content: content[:-4], "is truncated or not a gzip file"),
        (lambda content: gzip.compress(b"\0\0\x08\3"), "truncated in its header"),
        (lambda content: gzip.compress(b"hello"), "is not an IDX file"),
        (lambda content: b"hello", "is truncated or not a gzip file"),
    ],
)
def test_a_raw_file_that_was_published_damaged(import_idx, damage, says):
    case, scripts, names = import_idx
    file = case.folder / "raw" / names[0]
    whole = file.read_bytes()
    file.write_bytes(damage(whole))
    declare(scripts, file.parent, names)
    case.refused(f"raw/{names[0]}", says)
    file.write_bytes(whole)
    declare(scripts, file.parent, names)
    case.passes()


# Saved models


@pytest.fixture(scope="module")
def saved():
    """A saved model, as bytes."""
    import keras

    inputs = keras.Input((4, 4, 3))
    flat = keras.layers.Flatten()(inputs)
    model = keras.Model(inputs, keras.layers.Dense(3, activation="softmax")(flat))
    file = BytesIO()
    keras.src.saving.saving_lib._save_model_to_fileobj(model, file, "h5")
    return file.getvalue()


def rezipped(content, **members):
    """The model with other content of members of the archive."""
    file = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            key = name.split(".")[0]
            change = members.get(key)
            new.writestr(name, change(old.read(name)) if change else old.read(name))
    return file.getvalue()


def other_shapes(content):
    file = BytesIO(content)
    with h5py.File(file, "r+") as weights:
        kernel = weights["layers/dense/vars"]
        del kernel["0"]
        kernel["0"] = np.zeros((7, 3), np.float32)
    return file.getvalue()


def flipped(content):
    """A byte in the middle of the weights is another one."""
    changed = bytearray(content)
    changed[len(content) // 2] ^= 255
    return bytes(changed)


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (half, "is not a .keras file, or was cut off"),
        (lambda content: content[:-10], "is not a .keras file, or was cut off"),
        (lambda content: b"", "is not a .keras file, or was cut off"),
        (lambda content: b"weights", "is not a .keras file, or was cut off"),
        (lambda content: POINTER, "is a pointer of Git LFS"),
        (lambda c: rezipped(c, config=half), "cannot be loaded as a model"),
        (lambda c: rezipped(c, config=lambda t: b"\xff"), "is not a .keras file"),
        (lambda c: rezipped(c, config=lambda t: b"[]"), "cannot be loaded as a model"),
        (lambda c: rezipped(c, config=lambda t: b"[" * 10**5), "cannot be loaded"),
        (lambda c: rezipped(c, model=half), "cannot be loaded as a model"),
        (lambda c: rezipped(c, model=lambda t: b""), "cannot be loaded as a model"),
        (lambda c: rezipped(c, model=other_shapes), "cannot be loaded as a model"),
        (flipped, "m.keras"),
    ],
    ids=[
        "half", "end", "empty", "text", "pointer", "half config", "encoding", "list",
        "deep", "half weights", "no weights", "shapes", "flipped",
    ],
)  # fmt: skip
def test_a_saved_model(job, saved, damage, says):
    case = job(
        "classify_images",
        keras=True,
        input={"code": []},
        output={
            "predictions": "predictions.csv",
            "refused": "refused.csv",
            "description": "classification.json",
        },
        params={
            "asked": {
                "changed": "", "images": "in", "model": "m.keras", "views": "none",
            }
        },
    )  # fmt: skip
    (case.folder / "in").mkdir()
    Image.new("RGB", (4, 4), (0, 250, 0)).save(case.folder / "in/a.png")
    file = case.folder / "m.keras"
    file.write_bytes(damage(saved))
    case.refused("m.keras", says)
    file.write_bytes(saved)
    case.passes()
    with (case.folder / "predictions.csv").open() as table:
        assert [row["image"] for row in csv.DictReader(table)] == ["a.png"]


# Predictions made elsewhere


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
            params={"file": name, "entry": {"model_name": "theirs"}},
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
        ("t.csv", half(PREDICTIONS.encode()), ["t.csv", "for 12 test images"]),
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
