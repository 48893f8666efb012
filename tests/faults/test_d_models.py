"""A damaged model file is named."""

import csv
import zipfile
from io import BytesIO

import h5py
import numpy as np
import pytest

from tests.helpers.damaged_files import (
    POINTER,
    half,
)


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
def test_a_saved_model(classify, saved, damage, says):
    case = classify
    file = case.folder / "m.keras"
    file.write_bytes(damage(saved))
    case.refused("m.keras", says)
    file.write_bytes(saved)
    case.passes()
    with (case.folder / "predictions.csv").open() as table:
        assert [row["image"] for row in csv.DictReader(table)] == ["a.png"]
