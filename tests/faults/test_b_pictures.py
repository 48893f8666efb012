"""Pictures: nothing is misread, and what is wrong is named."""

import csv
import json
import os

import keras
import numpy as np
import pytest

from galaxybench.images.fits import open_cube
from tests.helpers.deep_pictures import deep_png, deep_tiff
from tests.helpers.hdf5_faults import LFS_POINTER
from tests.helpers.picture_files import (
    COLOUR,
    DEEP,
    GREY,
    SIZE,
    bomb,
    saved,
    several,
    write_photos,
)


@pytest.fixture
def import_photos(job):
    """Makes a case that imports a folder of two classes, and gives the folder too."""

    def make(planned=None, **options):
        defaults = {"path": "photos", "size": SIZE, "channels": 1, "bits": None}
        dataset = {
            "source": "image_folder",
            "options": defaults | options,
            "selection": {},
        }
        case = job(
            "import_dataset",
            input={"files": []},
            output={"images": "images.fits", "summary": "dataset.json"},
            params={"dataset": dataset, "local": planned},
        )
        return case, write_photos(case.folder)

    return make


NO_PICTURE = "its content is no JPEG, PNG or TIFF"
DEEP_REFUSED = ["16 bits per channel", "option `bits`", "save it with 8 bits"]
DEEP_COLOUR_REFUSED = ["bits per channel in colour", "12 bits", "save it with 8 bits"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (saved(COLOUR, "GIF"), [NO_PICTURE]),
        (saved(COLOUR, "EPS"), [NO_PICTURE]),
        (saved(COLOUR, "BMP"), [NO_PICTURE]),
        (saved(COLOUR, "WEBP"), [NO_PICTURE]),
        (saved(COLOUR, "PDF"), [NO_PICTURE]),
        (b"", [NO_PICTURE]),
        (several("PNG"), ["it holds 2 pictures, expected one"]),
        (several("TIFF"), ["it holds 2 pictures, expected one"]),
        (bomb(), ["too many pixels", "1600000000"]),
        (saved(COLOUR, "JPEG")[:-30], ["truncated"]),
        (
            saved(GREY.astype(np.float32), "TIFF"),
            ["32 bits or floats"],
        ),
        (deep_tiff(DEEP, photometric=0), ["0 for white", "save it again"]),
        (deep_tiff(DEEP, signed=True), ["signed integers", "save it again"]),
        (deep_tiff(COLOUR.astype(np.uint16), apart=True), ["one after another"]),
        (saved(DEEP << 2), ["up to 1020, which 10 bits", *DEEP_REFUSED]),
        (saved(DEEP << 4), ["up to 4080, which 12 bits", *DEEP_REFUSED]),
        (saved(DEEP << 6, "TIFF"), ["up to 16320, which 14 bits", *DEEP_REFUSED]),
        (saved(DEEP << 8, "TIFF"), ["up to 65280, which 16 bits", *DEEP_REFUSED]),
        (deep_png(COLOUR.astype(np.uint16) << 4), DEEP_COLOUR_REFUSED),
        (deep_tiff(COLOUR.astype(np.uint16) << 4), DEEP_COLOUR_REFUSED),
    ],
    ids=[
        *("gif", "eps", "bmp", "webp", "pdf", "empty", "animated", "stack", "bomb"),
        *("cut", "float", "inverted", "signed", "planes", "10_bits", "12_bits"),
        *("14_bits", "16_bits", "colour_png", "colour_tiff"),
    ],
)
def test_a_file_that_would_be_misread(import_photos, content, says):
    case, photos = import_photos()
    picture = photos / "cat/1.png"
    good = picture.read_bytes()
    picture.write_bytes(content)
    case.refused("photos/cat/1.png cannot be read", "repair or remove it", *says)
    picture.write_bytes(good)
    case.passes()


def test_a_pointer_of_git_lfs(import_photos):
    case, photos = import_photos()
    picture = photos / "cat/1.png"
    good = picture.read_bytes()
    picture.write_text(LFS_POINTER)
    said = case.refused("photos/cat/1.png: is a pointer of Git LFS", "git lfs pull")
    assert "repair or remove" not in said.terminal
    picture.write_bytes(good)
    case.passes()


@pytest.mark.parametrize("form", ["PNG", "TIFF"])
@pytest.mark.parametrize("bits", [10, 12, 14, 16])
def test_deep_pictures_are_as_bright_as_they_are(import_photos, form, bits):
    case, photos = import_photos(bits=bits)
    (photos / "cat/1.png").write_bytes(saved(DEEP << (bits - 8), form))
    case.passes()
    assert (open_cube(case.folder / "images.fits")[0, ..., 0] == GREY).all()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (saved(DEEP << 8), ["got the value 65280", "`bits: 12`", "at most 4095"]),
        (
            deep_png(COLOUR.astype(np.uint16) << 4),
            ["not those for `bits: 12`", "save it with 8"],
        ),
    ],
)
def test_a_number_of_bits_that_cannot_be(import_photos, content, says):
    case, photos = import_photos(bits=12)
    (photos / "dog/0.png").write_bytes(content)
    case.refused("photos/dog/0.png", *says)
    (photos / "dog/0.png").write_bytes(saved(DEEP << 4))
    case.passes()


def test_advice_for_deep_colours_may_be_followed(import_photos):
    case, photos = import_photos(channels=3)
    (photos / "cat/1.png").write_bytes(deep_png(COLOUR.astype(np.uint16) << 4))
    said = case.refused("photos/cat/1.png", *DEEP_COLOUR_REFUSED).terminal
    assert "option `bits`" not in said
    (photos / "cat/1.png").write_bytes(saved(COLOUR))
    case.passes()
    assert (open_cube(case.folder / "images.fits")[0] == COLOUR).all()


@pytest.mark.parametrize(
    ("bits", "content", "says"),
    [
        (16, saved(DEEP << 4), ["4080", "65535", "15 of 255", "set `bits: 12`"]),
        (16, saved(DEEP << 6, "TIFF"), ["16320", "63 of 255", "set `bits: 14`"]),
        (12, saved(DEEP << 2), ["1020", "4095", "63 of 255", "set `bits: 10`"]),
        (
            16,
            deep_png(COLOUR.astype(np.uint16) << 4),
            ["12 bits", "save them with 8 bits, so that 4095 becomes 255"],
        ),
    ],
    ids=["12_of_16", "14_of_16", "10_of_12", "colour"],
)
def test_pictures_that_become_nearly_black(import_photos, bits, content, says):
    case, photos = import_photos(bits=bits)
    (photos / "cat/1.png").write_bytes(content)
    case.passes("WARNING", "photos: the pictures of 16 bits", "nearly black", *says)
    [warning] = json.loads((case.folder / "dataset.json").read_text())["warnings"]
    assert all(text in warning for text in says)
    (photos / "dog/0.png").write_bytes(saved(DEEP << (bits - 8)))
    assert "nearly black" not in case.passes().terminal
    assert json.loads((case.folder / "dataset.json").read_text())["warnings"] == []


@pytest.mark.parametrize("bits", [8, 17, "12", 12.5])
def test_a_number_of_bits_that_is_not_allowed(planned, bits):
    photos = {"source": "image_folder", "path": "photos", "size": SIZE, "bits": bits}
    case = planned({"datasets": {"photos": photos}})
    case.refused("datasets.photos.bits", str(bits), "9", "16")
    case.mended().passes()


def test_a_real_photograph_that_was_cut(import_photos, shared_data):
    case, photos = import_photos()
    first = sorted((shared_data / "real/galaxy10_decals_100").rglob("*.jpg"))[0]
    picture = photos / "dog/real.jpg"
    picture.write_bytes(first.read_bytes()[:-2000])
    case.refused("photos/dog/real.jpg cannot be read", "truncated", "repair or remove")
    picture.write_bytes(first.read_bytes())
    case.passes()


def test_a_folder_that_changed_after_planning(import_photos):
    case, _ = import_photos(planned="0" * 64)
    case.refused("photos changed after this import was planned", "run the same command")


def test_equal_images_in_two_classes_are_said(import_photos):
    case, photos = import_photos()
    copy = photos / "cat/0.png"
    copy.write_bytes((photos / "dog/0.png").read_bytes())
    (photos / "cat/again.png").write_bytes((photos / "cat/1.png").read_bytes())
    case.passes(
        "equal images in several classes: cat/0.png (cat), dog/0.png (dog)",
        "leave each in",
    )
    summary = json.loads((case.folder / "dataset.json").read_text())
    assert summary["conflicts"] == 2 and summary["duplicates"] == 2
    assert summary["conflicting"] == [["cat/0.png (cat)", "dog/0.png (dog)"]]
    assert summary["repeated"] == [["cat/1.png", "cat/again.png"]]
    assert summary["shared_names"] == 1
    copy.unlink()
    assert "several classes" not in case.passes().terminal


def test_files_to_classify_that_are_no_picture(job, tmp_path):
    case = job(
        "classify_images",
        keras=True,
        output={
            "predictions": "predictions.csv",
            "refused": "refused.csv",
            "description": "classification.json",
        },
        params={"asked": {"model": "m.keras", "images": "new", "views": "none"}},
    )
    inputs = keras.Input((SIZE, SIZE, 3))
    flat = keras.layers.GlobalAveragePooling2D()(inputs)
    keras.Model(inputs, keras.layers.Softmax()(flat)).save(case.folder / "m.keras")
    new = case.folder / "new"
    new.mkdir()
    contents = {
        "eps.png": saved(COLOUR, "EPS"),
        "gif.jpg": saved(COLOUR, "GIF"),
        "deep.png": saved(DEEP << 4),
        "stack.tif": several("TIFF"),
        "bomb.png": bomb(),
    }
    for name, content in contents.items():
        (new / name).write_bytes(content)
    os.mkfifo(new / "pipe.png")
    (new / "device.png").symlink_to("/dev/zero")
    (new / "gone.png").symlink_to("nothing")
    case.refused("none of its 8 images can be read")
    (new / "good.png").write_bytes(saved(COLOUR))
    case.passes("1 images classified, 8 refused")
    with (case.folder / "refused.csv").open(newline="") as file:
        reasons = {row["image"]: row["reason"] for row in csv.DictReader(file)}
    for name, reason in {
        "eps.png": NO_PICTURE,
        "gif.jpg": NO_PICTURE,
        "deep.png": "16 bits per channel",
        "stack.tif": "it holds 2 pictures",
        "bomb.png": "too many pixels",
        "pipe.png": "is a named pipe",
        "device.png": "is a device",
        "gone.png": "is a link that leads nowhere",
    }.items():
        assert reason in reasons.pop(name)
    assert reasons == {}
