"""D: slices of the catalogue, and splits read from a file: mistakes are named."""

import numpy as np
import pytest
from astropy.table import Table

from galaxybench.images.fits import write_cube

IMAGES = 60
LISTED = {
    "splits": {"listed": {"method": "file", "path": "split.csv"}},
    "experiments": {"tiny": {"splits": ["listed"]}},
}
SPLIT = {"method": "file", "valid": 0.25, "seed": 3, "leaks": "error"}


def written(file, **columns):
    """Write images of two classes with a catalogue."""
    random = np.random.default_rng(0)
    cube = random.integers(0, 256, (IMAGES, 2, 2, 1), dtype=np.uint8)
    columns = {"source_index": np.arange(IMAGES), **columns}
    labels = np.arange(IMAGES) % 2
    write_cube(file, [cube], cube.shape, labels, Table(columns), ["a", "b"], {})


@pytest.mark.parametrize(
    ("slices", "says"),
    [
        (["redshift"], ["slices[0]", "unknown column 'redshift'", "sersic_index"]),
        (
            [{"column": "sersic_index", "edges": [2, 1]}],
            ["slices[0].edges", "ascending order"],
        ),
        ([{"edges": [1]}], ["slices[0].column", "missing"]),
        (["content"], ["slices[0]", "choose another column"]),
        ([3], ["slices[0]", "got 3"]),
    ],
)
def test_slices_are_checked_while_planning(planned, slices, says):
    case = planned({"experiments": {"tiny": {"slices": slices}}})
    case.refused("experiments.tiny.", *says)
    case.mended().passes()


@pytest.fixture
def sliced(job):
    """Makes a case that finds slices by the column `z` in a catalogue."""

    def make(**columns):
        case = job(
            "find_slices",
            input={"tests": ["test.fits"]},
            output={"table": "slices.csv"},
            params={"slices": [{"column": "z", "edges": None}]},
            wildcards={"dataset": "sky", "scheme": "part"},
        )
        written(case.folder / "test.fits", split_group=np.arange(IMAGES), **columns)
        return case

    return make


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        ({"mag": [*range(IMAGES)]}, ["no column 'z'", "it has: mag"]),
        ({"z": [0.5] * IMAGES}, ["the value 0.5 in the column 'z'"]),
        ({"z": [np.nan] * IMAGES}, ["no test image has a value in the column 'z'"]),
        ({"z": [f"id {n}" for n in range(IMAGES)]}, ["another text in the column"]),
    ],
)
def test_a_column_that_divides_nothing(sliced, columns, says):
    sliced(**columns).refused("sky, split part: slices", *says)
    sliced(z=[*range(IMAGES)]).passes()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (None, ["no such file", "split.csv"]),
        ("index;part\n0;train\n", ["line 1", "'index;part'", "`index,part`"]),
        ("index,part\n0,train\n1,tset\n", ["line 3", "'tset'", "train, valid, test"]),
        ("index,part\n0,train\n0,test\n", ["line 3", "index 0 is on line 2 already"]),
        ("index,part\nx,train\n", ["line 2", "'x'", "whole numbers"]),
        ("index,part\n0,train\n120,test\n", ["line 3", "120", "0 to 119"]),
        ("index,part\n0,train\n", ["no image is in test"]),
    ],
)
def test_a_file_of_a_split_is_checked_while_planning(planned, text, says):
    case = planned(LISTED)
    file = case.folder / "split.csv"
    if text is not None:
        file.write_text(text)
    case.refused("splits.listed", *says)
    file.write_text("index,part\n0,train\n1,test\n")
    case.passes()


def test_a_folder_in_place_of_the_file(planned):
    case = planned(LISTED)
    (case.folder / "split.csv").mkdir()
    case.refused("splits.listed.path", "is a folder, expected a file")


@pytest.fixture
def divided(job):
    """Makes a case that divides 60 images as a file says."""

    def make(rows, split=SPLIT, **columns):
        outputs = {part: f"{part}.fits" for part in ("train", "valid", "test")}
        case = job(
            "split_dataset",
            input={"images": "images.fits", "published": ["split.csv"]},
            output={**outputs, "summary": "split.json"},
            params={"split": split | {"content": None}},
        )
        written(case.folder / "images.fits", **columns)
        text = "".join(f"{index},{part}\n" for index, part in rows)
        (case.folder / "split.csv").write_text(f"index,part\n{text}")
        return case

    return make


WHOLE = [(n, "test" if n >= 40 else "train") for n in range(IMAGES)]
PAIRS = np.arange(IMAGES)
PAIRS = np.where(PAIRS == 59, 0, PAIRS)


@pytest.mark.parametrize(
    ("rows", "columns", "says"),
    [
        ([*WHOLE, (99, "train")], {}, ["split.csv: line 62", "99", "0 to 59"]),
        (WHOLE, {"group": PAIRS}, ["1 group of images", "0 (train) and 59 (test)"]),
        (
            [(n, part) for n, part in WHOLE if n % 2 or part == "test"], {},
            ["'a'", "train", "correct the file of the split"],
        ),
    ],
)  # fmt: skip
def test_a_published_split_that_does_not_fit_the_images(divided, rows, columns, says):
    divided(rows, **columns).refused(*says)
    divided(WHOLE).passes()


def test_a_leak_that_is_allowed_is_in_the_log(divided):
    case = divided(WHOLE, SPLIT | {"leaks": "warn"}, group=PAIRS)
    case.passes()
    assert (
        "1 group of images lies in several parts"
        in (case.folder / "job.log").read_text()
    )
