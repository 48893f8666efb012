"""HDF5 files: nothing is lost or changed in reading, and what is wrong is named."""

import re

import h5py
import numpy as np
import pytest

from galaxybench.images import fits
from tests.helpers import hdf5_faults as made
from tests.helpers.hdf5_faults import LABELS, OBJECTS, PIXELS, write_hdf5

NAN_GROUP = np.where(np.arange(60) % 2, OBJECTS, np.nan)
WRONG_LABEL = np.where(np.arange(60) == 5, 10_000, LABELS)


@pytest.fixture
def imports(job):
    """Makes a case that imports galaxies.h5 of the folder."""
    dataset = {
        "source": "hdf5",
        "selection": {},
        "options": {
            "path": "galaxies.h5", "classes": None, "images": "images", "labels": "ans",
        },
    }  # fmt: skip

    def make(**options):
        return job(
            "import_dataset",
            input={"files": []},
            output={"images": "images.fits", "summary": "dataset.json"},
            params={
                "dataset": dataset | {"options": dataset["options"] | options},
                "local": None,
            },
        )

    return make


def pixels_and_labels(case):
    cube = case.folder / "images.fits"
    return np.array(fits.open_cube(cube)), fits.read_labels(cube)


def passes_once_whole(case, **keys):
    """Write the file as it should be, import it, and compare every pixel and label."""
    write_hdf5(case.folder / "galaxies.h5", **keys)
    case.passes()
    pixels, labels = pixels_and_labels(case)
    np.testing.assert_array_equal(pixels, PIXELS)
    np.testing.assert_array_equal(labels, LABELS)


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


def advice(text, pattern):
    return re.findall(pattern, text)[-1]


@pytest.mark.parametrize(
    ("labels", "expected", "pattern"),
    [
        (LABELS * 1.0, LABELS, r"store (labels\.\S+)\n"),
        (LABELS > 0, LABELS > 0, r"store (labels\.\S+),"),
        (np.eye(3, dtype=int)[LABELS], LABELS, r"store (labels\.\S+)\n"),
        (np.eye(3, dtype=bool)[LABELS], LABELS, r"store (labels\.\S+)\n"),
        (LABELS[None], LABELS, r"store (labels\S+)\n"),
        (
            np.array(["S0", "Sa", "E"], "S")[LABELS],
            np.array([1, 2, 0])[LABELS],
            r"= (np\.unique\(.*\)) store `numbers`",
        ),
    ],
)  # fmt: skip
def test_advice_for_labels_may_be_followed(imports, labels, expected, pattern):
    case = imports()
    path = write_hdf5(case.folder / "galaxies.h5", ans=labels)
    said = advice(case.refused("galaxies.h5", "key 'ans'").terminal, pattern)
    with h5py.File(path) as file:
        stored = eval(said, {"np": np, "labels": file["ans"][()]})  # noqa: S307
    write_hdf5(path, ans=stored[1] if isinstance(stored, tuple) else stored)
    case.passes()
    np.testing.assert_array_equal(pixels_and_labels(case)[1], expected)


@pytest.mark.parametrize(
    ("labels", "says"),
    [
        (LABELS + 0.5, ["0.5 in row 0", "leave out"]),
        (np.where(LABELS, LABELS, np.nan), ["nan in row 0", "leave out"]),
        (np.full((60, 3), 1 / 3), ["row 0 (0.333333, 0.333333, 0.333333)", "decide"]),
        (np.where(LABELS, LABELS, -1), ["-1 in row 0", "leave these images out"]),
        (np.zeros((60, 2, 2), int), ["(60, 2, 2)", "name the key"]),
        (h5py.Empty("i8"), ["are empty"]),
    ],
)
def test_labels_for_which_only_the_user_knows_a_cure(imports, labels, says):
    case = imports()
    write_hdf5(case.folder / "galaxies.h5", ans=labels)
    ended = case.refused("galaxies.h5", "key 'ans'", *says)
    assert "argmax" not in ended.terminal and "astype" not in ended.terminal
    passes_once_whole(case)


@pytest.mark.parametrize(
    ("images", "expected", "pattern"),
    [
        (np.moveaxis(PIXELS, -1, 1), PIXELS, r"with (np\.moveaxis\S+ 1, -1\))"),
        (
            np.concatenate([PIXELS, PIXELS[..., :1]], axis=-1),
            PIXELS[..., :1],
            r"as in (images\S+ :1\])",
        ),
        (
            np.moveaxis(np.concatenate([PIXELS, PIXELS[..., :2]], axis=-1), -1, 1),
            PIXELS[..., :1],
            r"as in (np\.moveaxis\(.*-1\))",
        ),
        (PIXELS > 9, 255 * (PIXELS > 9), r"with (255 .*\))"),
        (PIXELS / 255, PIXELS, r"with (np\.interp.*\))"),
        (PIXELS.astype("u2"), PIXELS, r"with (np\.interp.*\))"),
    ],
)
def test_advice_for_images_may_be_followed(imports, images, expected, pattern):
    case = imports()
    path = write_hdf5(case.folder / "galaxies.h5", images=images)
    said = advice(case.refused("galaxies.h5", "key 'images'").terminal, pattern)
    white = 1 if images.dtype.kind == "f" else 255
    names = {"np": np, "images": images, "black": 0, "white": white}
    write_hdf5(path, images=eval(said, names))  # noqa: S307
    case.passes()
    np.testing.assert_array_equal(pixels_and_labels(case)[0], expected)


def test_signed_floats_are_cut_off_and_do_not_wrap_around(imports):
    case = imports()
    images = np.linspace(-0.06, 0.59, PIXELS.size).reshape(PIXELS.shape)
    path = write_hdf5(case.folder / "galaxies.h5", images=images)
    said = advice(case.refused("black").terminal, r"with (np\.interp.*\))")
    names = {"np": np, "images": images, "black": 0, "white": 0.5}
    write_hdf5(path, images=eval(said, names))  # noqa: S307
    case.passes()
    pixels = pixels_and_labels(case)[0].ravel().astype(int)
    assert pixels[0] == 0 and pixels[-1] == 255 and (np.diff(pixels) >= 0).all()


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
