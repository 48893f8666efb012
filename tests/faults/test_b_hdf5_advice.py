"""Advice for HDF5 files may be followed: the data are then what they were.

Each row follows the code in the message to the letter, and compares the result.
"""

import re

import h5py
import numpy as np
import pytest

from tests.helpers.hdf5_faults import (
    LABELS,
    PIXELS,
    import_case,
    passes_once_whole,
    pixels_and_labels,
    write_hdf5,
)


@pytest.fixture
def imports(job):
    """Makes a case that imports galaxies.h5 of the folder."""
    return lambda: import_case(job)


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
        (PIXELS.astype("i4"), PIXELS, r"as in (images\.astype\('float32'\))"),
        (PIXELS.astype("u2"), PIXELS, r"with (np\.interp.*\))"),
    ],
)
def test_advice_for_images_may_be_followed(imports, images, expected, pattern):
    case = imports()
    path = write_hdf5(case.folder / "galaxies.h5", images=images)
    said = advice(case.refused("galaxies.h5", "key 'images'").terminal, pattern)
    names = {"np": np, "images": images, "black": 0, "white": 255}
    write_hdf5(path, images=eval(said, names))  # noqa: S307
    case.passes()
    np.testing.assert_array_equal(pixels_and_labels(case)[0], expected)
