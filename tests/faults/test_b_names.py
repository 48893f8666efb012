"""Names of classes, columns and files: kept as they are, or refused with the reason."""

import json
import os

import h5py
import numpy as np
import pandas as pd
import pytest
from PIL import Image

from galaxybench.evaluation import votes
from galaxybench.images import fits

KEPT = {
    "quote and slash": ["S'/S0", "S'/Sa", "S'/", "'/'"],
    "quotes": ["'", "''", "'''", '"'],
    "68 letters and more": ["x" * 67 + "'", "x" * 68, "x" * 69, "x" * 500],
    "long and alike": ["a'/" * 40 + end for end in "bcde"],
    "continued": ["a&", "&" * 70, "x" * 66 + "&", "x" * 67 + "&"],
    "not ASCII": ["étoile", "星系", "😀", "مجرة"],
    "escapes": ["\\x41", "A\\", "\\u661f", "\\\\"],
    "only in capitals": ["SB", "Sb", "sb", "sB"],
    "values": ["T", "1", "-1.5", "nan"],
}
REFUSED = {
    "a line break": (["a\nb", "c"], r"'a\nb' has U+000A, a control character"),
    "a terminal's code": (["a", "\x1b[2J"], r"'\x1b[2J' has U+001B"),
    "alike but for spaces": (["a", "a "], "must differ, got 'a' and 'a '"),
    "alike but for accents": (["é", "e\u0301"], r"got '\xe9' and 'e\u0301'"),
    "nothing": (["a", " "], "the class name ' ' is empty"),
    "reversed": (["a", "b\u202ec"], "U+202E, a mark that reverses what follows"),
    "that of the mean": (["a", "mean of the classes"], "that of a row in tables"),
}


@pytest.fixture
def imported(job):
    """Makes an import of a small HDF5 file with these classes and columns."""

    def make(classes, columns=None):
        case = job(
            "import_dataset",
            input={"files": []},
            output={"images": "images.fits", "summary": "images.json"},
            params={
                "dataset": {
                    "source": "hdf5",
                    "options": {
                        "path": "in.h5", "classes": None, "images": "images",
                        "labels": "ans",
                        "nan": "refuse",
                    },
                    "selection": {},
                },
                "local": None,
            },
        )  # fmt: skip
        count = 12 * len(classes)
        with h5py.File(case.folder / "in.h5", "w") as file:
            pixels = np.arange(count * 4, dtype=np.int64) * 7919 % 251
            file["images"] = pixels.reshape(count, 2, 2).astype(np.uint8)
            file["ans"] = np.arange(count) % len(classes)
            file.attrs["classes"] = classes
            for name, values in (columns or {}).items():
                known = np.resize(values, count)
                file[name] = known.astype("O") if known.dtype.kind == "U" else known
        return case

    return make


@pytest.mark.parametrize("kind", KEPT)
def test_a_class_name_is_kept_through_import_and_split(imported, job, kind):
    case = imported(KEPT[kind])
    case.passes()
    assert fits.read_classes(case.folder / "images.fits") == KEPT[kind]
    assert (
        json.loads((case.folder / "images.json").read_text())["classes"] == (KEPT[kind])
    )
    parts = ("train", "valid", "test")
    job(
        "split_dataset",
        input={"images": "images.fits"},
        output={part: f"{part}.fits" for part in parts} | {"summary": "split.json"},
        params={"split": {"method": "holdout", "test": 0.2, "valid": 0.2, "seed": 3}},
    ).passes()
    for part in parts:
        assert fits.read_classes(case.folder / f"{part}.fits") == KEPT[kind]
    summary = json.loads((case.folder / "split.json").read_text())
    assert list(summary["counts"]["test"]) == KEPT[kind]


@pytest.mark.parametrize("kind", REFUSED)
def test_another_class_name_is_refused(imported, kind):
    classes, said = REFUSED[kind]
    case = imported(classes)
    case.refused("hdf5 in.h5: ", said, "`merge_classes`")
    with h5py.File(case.folder / "in.h5", "r+") as file:
        file.attrs["classes"] = ["a", "b"]
    case.passes()


COLUMNS = ["b''a'", "x" * 69, "Größe", "flux", "Flux", "FLUX", "col (1)", " a ", "a&"]


def test_columns_of_any_name_keep_their_values(imported):
    columns = {name: np.arange(3.0) + 10 * n for n, name in enumerate(COLUMNS)}
    columns["texts"] = ["S'/a ", "é", "\\x41"]
    case = imported(["a", "b"], columns)
    case.passes()
    catalog = fits.read_catalog(case.folder / "images.fits")
    for name, values in columns.items():
        assert catalog[name].tolist()[:3] == list(values), name


def test_a_column_with_a_line_break_is_refused(imported):
    case = imported(["a", "b"], {"a\nb": [1.0]})
    case.refused("in.h5", r"the column name 'a\nb' has U+000A", "rename the column")
    with h5py.File(case.folder / "in.h5", "r+") as file:
        file.move("a\nb", "ab")
    case.passes()


def test_a_column_named_like_one_of_the_votes_is_listed_beside_it(imported):
    taken = {name: [0.5, 1.5] for name in votes.COLUMNS}
    case = imported(["a", "b"], taken)
    case.passes()
    catalog = fits.read_catalog(case.folder / "images.fits")
    catalog["split_group"] = 0
    found = pd.DataFrame([("s", 3, 0, 1, 4, 0.75, 0.5)], columns=votes.COLUMNS)
    (row,) = votes.described(found, {"s": catalog}, ["a", "b"]).to_dict("records")
    assert (row["split"], row["index"], row["label"], row["runs"]) == ("s", 3, "a", 4)
    assert [row[f"{name} (catalog)"] for name in votes.COLUMNS] == [1.5] * 7


@pytest.mark.parametrize(
    ("folder", "file", "said"),
    [
        (b"\xff", b"a.png", "U+DCFF, a part of a name that is not valid UTF-8"),
        (b"a", b"\xff.png", "U+DCFF, a part of a name that is not valid UTF-8"),
        (b"a", b"b\rc.png", "U+000D, a control character"),
        (b"a\nb", b"c.png", "U+000A, a control character"),
    ],
)
def test_a_folder_with_a_name_that_is_no_text_is_refused(job, folder, file, said):
    options = {"path": "in", "size": 8, "channels": 3, "bits": None}
    case = job(
        "import_dataset",
        input={"files": []},
        output={"images": "images.fits", "summary": "images.json"},
        params={
            "dataset": {"source": "image_folder", "options": options, "selection": {}},
            "local": None,
        },
    )
    places = [case.folder / "in" / os.fsdecode(name) for name in (folder, b"other")]
    for number, place in enumerate(places):
        place.mkdir(parents=True)
        Image.new("RGB", (8, 8), (number, 0, 0)).save(place / "right.png")
    wrong = places[0] / os.fsdecode(file)
    Image.new("RGB", (8, 8), (9, 0, 0)).save(wrong)
    case.refused("in", said, "rename it")
    wrong.rename(places[0] / "renamed.png")
    places[0].rename(case.folder / "in" / "renamed")
    case.passes()


SKY = {"source": "simulated_galaxies", "images": 120, "size": 16, "seed": 5}


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        (
            {"datasets": {"sky": SKY | {"merge_classes": {"a": [0], " a": [1]}}}},
            ["datasets.sky.merge_classes", "must differ, got", "choose another name"],
        ),
        (
            {"datasets": {"sky": SKY | {"merge_classes": {"a\nb": [0], "c": [1]}}}},
            ["datasets.sky.merge_classes", r"'a\nb' has U+000A"],
        ),
        (
            'experiments: {tiny: {title: "a\\eb"}}',
            ["experiments.tiny.title", "U+001B"],
        ),
        (
            {"recipes": {"null": {"epochs": 1}}},
            ["recipes.null", "would not keep as text", "any name except false"],
        ),
        (
            {"experiments": {"tiny": {"ensembles": {"a\n": {}}}}},
            ["experiments.tiny.ensembles", r"'a\n'", "a letter first"],
        ),
        (
            {"experiments": {"it's": {}}},
            ["experiments.it's: got the name 'it's', allowed: lower-case letters"],
        ),
    ],
)
def test_a_name_is_refused_while_planning(planned, changes, says):
    case = planned(changes)
    case.refused(*says)
    case.mended().passes("train_model")


def test_good_names_of_any_script_are_planned(planned):
    merged = {"S'/S0": [0], "$5 to $7": [1], "星系 🌌": [2], "=1+1": [3]}
    changes = {
        "datasets": {"sky": SKY | {"merge_classes": merged}},
        "experiments": {"tiny": {"title": '<b> مجرة\n"it\'s"'}},
    }
    planned(changes).passes("train_model")
