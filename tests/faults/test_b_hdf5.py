"""HDF5 files: nothing is lost or changed in reading, and what is wrong is named."""

import re

import h5py
import numpy as np
import pytest

from galaxybench.images import fits
from tests.helpers import hdf5_faults as made
from tests.helpers.hdf5_faults import (
    LABELS,
    OBJECTS,
    import_case,
    passes_once_whole,
    pixels_and_labels,
    write_hdf5,
)

PARTS = ("train", "valid", "test")
NAN_GROUP = np.where(np.arange(60) % 2, OBJECTS, np.nan)
WRONG_LABEL = np.where(np.arange(60) == 5, 10_000, LABELS)


@pytest.fixture
def imports(job):
    """Makes a case that imports galaxies.h5 of the folder."""
    return lambda **options: import_case(job, **options)


@pytest.mark.parametrize("there", [False, True])
@pytest.mark.parametrize("key", ["images", "ans"])
@pytest.mark.parametrize("fault", [made.virtual, made.linked, made.linked_twice])
def test_data_in_another_file(imports, fault, key, there):
    case = imports()
    path = write_hdf5(case.folder / "galaxies.h5")
    fault(path, key)
    if there:
        write_hdf5(case.folder / "parts.h5")
    named = [f"galaxies.h5, key '{key}'"] if there or fault != made.linked_twice else []
    source = "parts.h5" if there or fault != made.linked_twice else "galaxies.h5"
    case.refused(*named, source)
    passes_once_whole(case)


@pytest.mark.parametrize("key", ["images", "ans", "ra"])
@pytest.mark.parametrize(
    ("fault", "says"),
    [
        (made.stored_outside, "parts.raw"),
        (made.unwritten, "never written"),
        (made.virtual, "missing are parts.h5"),
    ],
)
def test_data_that_are_not_in_the_file(imports, fault, says, key):
    case = imports()
    sky = {"ra": OBJECTS * 3.0, "dec": np.zeros(60)}
    fault(write_hdf5(case.folder / "galaxies.h5", **sky), key)
    case.refused("galaxies.h5", f"key '{key}'", says)
    passes_once_whole(case, **sky)


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        (made.half_written, ["key 'images'", "3 of 6", "read zeros"]),
        (made.damaged, ["key 'images'", "images 0 to 59", "damaged", "download"]),
        (made.without_codec, ["key 'images'", "filter 307", "pip install hdf5plugin"]),
        (made.cut, ["was cut", "copy or download it again"]),
        (lambda path: path.write_bytes(b""), ["is empty"]),
        (lambda path: path.write_text(made.LFS_POINTER), ["Git LFS", "git lfs pull"]),
        (lambda path: path.write_text("<!DOCTYPE html>"), ["starts with b'<!DOCTYPE"]),
        (lambda path: path.unlink(), ["no file galaxies.h5", "correct `path`"]),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read(imports, fault, says):
    case = imports()
    fault(write_hdf5(case.folder / "galaxies.h5"))
    case.refused("galaxies.h5", *says)
    passes_once_whole(case)


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        ({"ra": OBJECTS * 3.0}, ["'ra'", "no column 'dec'"]),
        ({"dec": OBJECTS * 3.0}, ["'dec'", "no column 'ra'"]),
        ({"ra": OBJECTS[:50] * 3.0, "dec": OBJECTS * 3.0}, ["'ra'", "(50,)", "(60,)"]),
        ({"ra": ["00:42:44"] * 60, "dec": ["1"] * 60}, ["'ra'", "in degrees"]),
        ({"RA": OBJECTS * 3.0, "ra": OBJECTS * 3.0, "dec": OBJECTS * 3.0}, ["two"]),
        ({"group": OBJECTS[:50]}, ["'group'", "(50,)", "(60,)"]),
        ({"group": OBJECTS.repeat(2).reshape(60, 2)}, ["'group'", "(60, 2)"]),
        ({"group": NAN_GROUP}, ["'group'", "nan in row 0", "-1"]),
        ({"group": OBJECTS + 0.5}, ["'group'", "0.5 in row 0", "whole numbers"]),
        ({"group": OBJECTS > 5}, ["'group'", "bool", "whole numbers"]),
        ({"meta/group": OBJECTS}, ["'group'", "'meta/group'", "beside the labels"]),
        ({"meta/ra": OBJECTS[None] * 3.0}, ["'ra'", "'meta/ra'", "shape (60,)"]),
        ({"radec": np.zeros((60, 2))}, ["'radec'", "data sets 'ra' and 'dec'"]),
        ({"part": ["train"] * 59 + ["tset"]}, ["'part'", "'tset' in row 59", "valid"]),
        (
            {"meta": np.zeros(60, [("pos", [("ra", "f8"), ("dec", "f8")])])},
            ["'ra'", "in a field of the key 'meta'", "data set of its own"],
        ),
        (
            {"sky": np.array([(1.0, 2.0)] * 60, [("ra", "f8"), ("dec", "f8")])},
            ["'ra'", "'sky'", "data set of its own"],
        ),
    ],
)
def test_positions_and_groups_are_never_dropped(imports, columns, says):
    case = imports()
    write_hdf5(case.folder / "galaxies.h5", **columns)
    case.refused("galaxies.h5", *says)
    passes_once_whole(case, group=OBJECTS)


@pytest.mark.parametrize(
    "columns",
    [
        {"ra": OBJECTS[:, None] * 3.0, "dec": np.zeros((60, 1))},
        {"Ra": OBJECTS * 3.0, "DEC": np.zeros(60)},
        {"ra ": OBJECTS * 3.0, "dec ": np.zeros(60)},
        {"group": OBJECTS[:, None]},
        {"group": OBJECTS * 1.0},
        {"group": OBJECTS.astype(np.uint64) + 2**63},
        {"Group": OBJECTS},
    ],
)
def test_no_object_is_in_two_parts(imports, job, columns):
    case = imports()
    passes_once_whole(case, **columns)
    parts = ("train", "valid", "test")
    split = job(
        "split_dataset",
        input={"images": "images.fits"},
        output={part: f"{part}.fits" for part in parts} | {"summary": "split.json"},
        params={"split": {"method": "holdout", "test": 0.2, "valid": 0.25, "seed": 3}},
    )
    # Every object has images of all classes: the rarest one decides for its class.
    split.passes()
    found = [
        set(
            OBJECTS[
                np.asarray(
                    fits.read_catalog(split.folder / f"{part}.fits")["source_index"]
                )
            ]
        )
        for part in parts
    ]
    assert len(set.union(*found)) == sum(map(len, found)) == 10


def test_positions_in_an_attribute_of_the_images(imports):
    case = imports()
    path = write_hdf5(case.folder / "galaxies.h5")
    with h5py.File(path, "a") as file:
        file["images"].attrs["ra"] = OBJECTS * 3.0
    case.refused("galaxies.h5", "'ra' only in the attribute 'ra' of the key 'images'")
    passes_once_whole(case, ra=OBJECTS * 3.0, dec=np.zeros(60))


@pytest.mark.parametrize("valid", [False, True])
def test_the_parts_of_the_file_are_those_of_a_predefined_split(imports, job, valid):
    parts = np.repeat(["train", "valid" if valid else "train", "test"], 20)
    passes_once_whole(imports(), part=parts.tolist())
    split = job(
        "split_dataset",
        input={"images": "images.fits"},
        output={part: f"{part}.fits" for part in PARTS} | {"summary": "split.json"},
        params={"split": {"method": "predefined", "valid": 0.25, "seed": 3}},
    )
    split.passes()
    rows = {
        part: fits.read_catalog(split.folder / f"{part}.fits")["source_index"].tolist()
        for part in PARTS
    }
    assert rows["test"] == [*range(40, 60)]
    assert (rows["valid"] == [*range(20, 40)]) == valid
    assert sorted(rows["train"] + rows["valid"]) == [*range(40)]


def test_a_predefined_split_without_parts(imports, job):
    case = imports()
    passes_once_whole(case)
    split = job(
        "split_dataset",
        input={"images": "images.fits"},
        output={part: f"{part}.fits" for part in PARTS} | {"summary": "split.json"},
        params={"split": {"method": "predefined", "valid": 0.25, "seed": 3}},
    )
    split.refused("'predefined' needs", "column 'part'", "use holdout or kfold")
    part = np.repeat(["train", "test"], 30).tolist()
    passes_once_whole(case, part=part)
    split.passes()


def test_a_predefined_split_of_an_hdf5_file_is_planned(planned):
    changes = {
        "datasets": {"mine": {"source": "hdf5", "path": "galaxies.h5"}},
        "splits": {"own": {"method": "predefined"}},
        "experiments": {"tiny": {"datasets": ["mine"], "splits": ["own"]}},
    }
    case = planned(changes)
    write_hdf5(case.folder / "galaxies.h5")
    case.passes("split_dataset")


def test_numbers_above_the_range_of_int64_stay_exact(imports):
    case = imports()
    first = np.uint64(2**64 - 100)
    ids = np.arange(60, dtype=np.uint64) + first
    passes_once_whole(case, ids=ids, small=ids - first)
    catalog = fits.read_catalog(case.folder / "images.fits")
    assert catalog["ids"].tolist() == ids.tolist()
    assert catalog["small"].tolist() == list(range(60))


@pytest.mark.parametrize("labels", [WRONG_LABEL, np.where(LABELS, LABELS, 2**40)])
@pytest.mark.parametrize("classes", [None, ["a", "b", "c"]])
def test_one_label_makes_no_thousands_of_classes(imports, labels, classes):
    case = imports(classes=classes)
    write_hdf5(case.folder / "galaxies.h5", ans=labels)
    row = 5 if labels is WRONG_LABEL else 0
    case.refused("galaxies.h5", "key 'ans'", f"{labels.max()} in row {row}", "classes")
    passes_once_whole(case)


def test_a_column_of_labels_is_what_it_seems(imports):
    case = imports()
    write_hdf5(case.folder / "galaxies.h5", ans=LABELS[:, None])
    case.passes()
    np.testing.assert_array_equal(pixels_and_labels(case)[1], LABELS)


@pytest.mark.parametrize("names", [[b"sp\xe4t", b"b", b"c"], h5py.Empty("S3")])
def test_class_names_that_cannot_be_read(imports, names):
    case = imports()
    path = write_hdf5(case.folder / "galaxies.h5")
    with h5py.File(path, "a") as file:
        file.attrs["classes"] = names
    case.refused("galaxies.h5", "attribute 'classes'", "UTF-8", "set `classes`")
    passes_once_whole(case)


def test_columns_that_decide_nothing_are_named_in_the_log(imports):
    case = imports()
    long = ["x" * 2000] * 60
    other = {f"c{number}": LABELS for number in range(1200)}
    passes_once_whole(case, long=long, pairs=np.zeros((60, 2)), **other)
    catalog = fits.read_catalog(case.folder / "images.fits")
    assert len(catalog.colnames) < 999 and "long" not in catalog.colnames
    log = (case.folder / "job.log").read_text()
    for key, problem in (("long", "1000 characters"), ("pairs", r"(60, 2)")):
        assert re.search(f"left out .*{key!r}.*{re.escape(problem)}", log)


def test_a_pointer_of_git_lfs_is_found_while_planning(planned):
    changes = {
        "datasets": {"mine": {"source": "hdf5", "path": "galaxies.h5"}},
        "experiments": {"tiny": {"datasets": ["mine"]}},
    }
    case = planned(changes)
    path = case.folder / "galaxies.h5"
    path.write_text(made.LFS_POINTER)
    case.refused("datasets.mine.path", "galaxies.h5", "Git LFS", "git lfs pull")
    write_hdf5(path)
    case.passes("import_dataset")
