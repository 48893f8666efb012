"""Pictures and cubes of every kind, right and wrong, and models of every kind."""

import logging
import os

import h5py
import keras
import numpy as np
import pandas as pd
import pytest
from astropy.io import fits
from PIL import Image

from galaxybench.evaluation import new_images, prediction
from galaxybench.networks.model_card import write_card
from tests.helpers.coloured_images import BLUE, GREEN, RED, SIZE, answers, save, stack


def test_a_row_an_image_with_all_probabilities(tmp_path, classified):
    save(tmp_path / "in/a.png", RED)
    save(tmp_path / "in/deep/er/b.tif", BLUE)
    result, rows, refused = classified(tmp_path / "in")
    assert list(rows[0]) == [
        *("image", "predicted", "class", "probability"),
        *("p_red", "p_green", "p_blue one"),
    ]
    assert answers(rows) == [("a.png", "red"), ("deep/er/b.tif", "blue one")]
    p = 1 / (1 + 2 * np.exp(-5))
    assert float(rows[0]["p_red"]) == pytest.approx(p)
    assert rows[1]["probability"] == rows[1]["p_blue one"]
    assert [row["predicted"] for row in rows] == ["0", "2"]
    assert refused == []
    np.testing.assert_array_equal(result.read(1), stack(BLUE)[0])


def test_more_images_than_a_batch_keep_their_order(tmp_path, classified):
    colours = [(RED, GREEN, BLUE)[n % 3] for n in range(150)]
    with h5py.File(tmp_path / "in.h5", "w") as file:
        file["images"] = stack(*colours)
    result, rows, _ = classified(tmp_path / "in.h5")
    assert [row["image"] for row in rows] == [str(n) for n in range(150)]
    assert [int(row["predicted"]) for row in rows] == [n % 3 for n in range(150)]
    np.testing.assert_array_equal(result.predicted, np.arange(150) % 3)
    np.testing.assert_array_equal(result.read(100), stack(GREEN)[0])


def test_what_cannot_be_read_is_refused_by_name_and_the_rest_goes_on(
    tmp_path, classified, caplog
):
    folder = tmp_path / "in"
    noise = np.random.default_rng(0).integers(0, 256, (64, 64, 3), np.uint8)
    folder.mkdir()
    Image.fromarray(noise).save(folder / "cut.jpg")
    whole = (folder / "cut.jpg").read_bytes()
    (folder / "cut.jpg").write_bytes(whole[: len(whole) // 2])
    (folder / "empty.png").write_bytes(b"")
    (folder / "notes.txt").write_text("Taken in May.")
    (folder / "gone.png").symlink_to(folder / "no such file")
    Image.fromarray(np.zeros((SIZE, SIZE), np.float32)).save(folder / "float.tif")
    save(folder / "right.png", GREEN)
    Image.fromarray(np.full((SIZE, SIZE), 4095, np.uint16)).save(folder / "deep.png")
    Image.fromarray(noise).save(folder / "gif.png", "GIF")
    Image.fromarray(noise).save(folder / "eps.png", "EPS")
    Image.fromarray(noise).save(
        folder / "two.tif", save_all=True, append_images=[Image.fromarray(noise)]
    )
    os.mkfifo(folder / "pipe.png")
    result, rows, refused = classified(folder)
    assert answers(rows) == [("right.png", "green")]
    assert result.refused == 10
    reasons = {row["image"]: row["reason"] for row in refused}
    assert "truncated" in reasons["cut.jpg"]
    assert "16 bits per channel" in reasons["deep.png"]
    for name in ("empty.png", "gif.png", "eps.png"):
        assert "no JPEG, PNG or TIFF" in reasons[name]
    assert "named pipe" in reasons["pipe.png"]
    assert "2 pictures, expected one" in reasons["two.tif"]
    assert "32 bits or floats" in reasons["float.tif"]
    assert "a link that leads nowhere" in reasons["gone.png"]
    assert "not an image" in reasons["notes.txt"]
    assert all(f"{name} cannot be read" in caplog.text for name in reasons)


def test_a_name_that_is_no_text_can_be_written(tmp_path, classified):
    folder = tmp_path / "in"
    name = b"\xff.png".decode("utf-8", "surrogateescape")
    try:
        save(folder / name, RED)
    except OSError:
        pytest.skip("this file system takes names in UTF-8 only")
    save(folder / r"\xff.png", BLUE)
    _, rows, _ = classified(folder)
    assert sorted(answers(rows)) == [
        (r"\xff.png", "blue one"),
        (r"\xff.png_", "red"),
    ]
    table = pd.read_csv(tmp_path / "out/predictions.csv")
    assert sorted(table["image"]) == [r"\xff.png", r"\xff.png_"]
    assert pd.read_csv(tmp_path / "out/refused.csv").empty


def test_another_size_is_cropped_and_resized_with_one_warning(
    tmp_path, classified, caplog
):
    folder = tmp_path / "in"
    wide = Image.new("RGB", (40, 20), BLUE)
    wide.paste(RED, (10, 0, 30, 20))  # the centre square
    folder.mkdir()
    wide.save(folder / "wide.png")
    save(folder / "large.png", GREEN, (40, 40))
    save(folder / "larger.png", GREEN, (40, 40))
    save(folder / "right.png", BLUE)
    result, rows, _ = classified(folder)
    assert answers(rows)[-1] == ("wide.png", "red")
    np.testing.assert_array_equal(result.read(3), stack(RED)[0])
    said = [r for r in caplog.records if r.name == new_images.__name__]
    warnings = [r.message for r in said if r.levelno == logging.WARNING]
    assert len(warnings) == 1
    assert warnings[0].startswith("3 of 4 images are not 8x8 pixels")
    assert warnings[0].endswith("(40x40: 2, 40x20: 1)")


def test_other_channels_are_brought_to_the_models_with_a_warning(
    tmp_path, classified, caplog
):
    folder = tmp_path / "in"
    save(folder / "alpha.png", (0, 0, 250, 128))
    Image.new("L", (SIZE, SIZE), 200).save(folder / "grey.png")
    result, rows, _ = classified(folder)
    assert answers(rows)[0] == ("alpha.png", "blue one")
    half = result.read(0)[0, 0]
    assert half[2] == pytest.approx(125, abs=2) and half[0] == 0
    assert (result.read(1) == 200).all()
    assert "1 of 2 images can be transparent" in caplog.text
    assert "1 of 2 images are grey" in caplog.text
    assert "pixels, as in the training" not in caplog.text


def test_deep_pictures_are_scaled_as_those_of_the_training(tmp_path, model, classified):
    write_card(model, {"classes": ["a", "b", "c"], "bits": "12"})
    path = tmp_path / "deep.png"
    Image.fromarray(np.full((SIZE, SIZE), 100 * 16, np.uint16)).save(path)
    result, rows, _ = classified(path)
    assert len(rows) == 1 and (result.read(0) == 100).all()


def test_a_model_of_grey_images_takes_colours_with_a_warning(
    tmp_path, classified, caplog
):
    inputs = keras.Input((SIZE, SIZE, 1))
    x = keras.layers.Flatten()(keras.layers.Rescaling(1 / 255)(inputs))
    keras.Model(inputs, keras.layers.Dense(2, activation="softmax")(x)).save(
        tmp_path / "grey.keras"
    )
    save(tmp_path / "in/a.png", (100, 100, 100))
    result, *_ = classified(tmp_path / "in", tmp_path / "grey.keras")
    assert (result.read(0) == 100).all() and result.read(0).shape == (SIZE, SIZE, 1)
    assert "1 of 1 images are in colour" in caplog.text


def test_a_model_trained_on_simulated_images_says_so(tmp_path, model, classified):
    write_card(model, {"classes": ["a", "b", "c"], "SIMULATED": "True"})
    save(tmp_path / "in/a.png", RED)
    assert classified(tmp_path / "in")[0].simulated


def test_classes_without_names_are_numbered_and_that_is_said(
    tmp_path, model, classified, caplog
):
    write_card(model, {"classes": ["two", "names"]})
    _, rows, _ = classified(save(tmp_path / "one.png", BLUE))
    assert answers(rows) == [("one.png", "class_2")]
    assert "p_class_2" in rows[0]
    assert "names of its 3 classes: they are called class_0" in caplog.text


def test_what_is_no_classifier_is_refused_by_name(tmp_path, classified):
    images = save(tmp_path / "a.png", RED)
    inputs = keras.Input((SIZE, SIZE, 3))
    flat = keras.layers.Flatten()(inputs)
    wrong = {
        "does not return probabilities": keras.layers.Dense(3, bias_initializer="ones")(
            flat
        ),
        r"returns \(None, 1\)": keras.layers.Dense(1, activation="sigmoid")(flat),
        r"returns \(None, 8, 8, 3\)": keras.layers.ReLU()(inputs),
    }
    for message, outputs in wrong.items():
        keras.Model(inputs, outputs).save(tmp_path / "wrong.keras")
        with pytest.raises(ValueError, match=rf"wrong\.keras {message}"):
            classified(images, tmp_path / "wrong.keras")
    (tmp_path / "wrong.keras").write_text("no model")
    with pytest.raises(ValueError, match=r"wrong\.keras is not a \.keras file"):
        classified(images, tmp_path / "wrong.keras")


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda p: p.mkdir(), "has no files"),
        (lambda p: p.write_text("?"), "neither a folder nor a FITS or HDF5 file"),
        (lambda p: save(p / "a.txt", RED), None),
        (
            lambda p: fits.PrimaryHDU(np.zeros((2, 8, 8), np.int16)).writeto(p),
            "must be uint8, got int16",
        ),
        (
            lambda p: fits.PrimaryHDU(np.zeros((2, 8, 8, 5), np.uint8)).writeto(p),
            r"got \(2, 8, 8, 5\)",
        ),
        (lambda p: fits.PrimaryHDU().writeto(p), "first HDU has no image"),
        (lambda p: h5py.File(p, "w").close(), "no images under the key 'images'"),
    ],
)
def test_images_that_are_none_are_an_error(tmp_path, classified, make, message):
    path = tmp_path / "in"
    if message is None:
        path.mkdir()
        (path / "a.txt").write_text("")
        message = r"none of its 1 images can be read.*a\.txt \(not an image"
    else:
        make(path)
    with pytest.raises(ValueError, match=message):
        classified(path)
    assert not list((tmp_path / "out").glob("*"))


def test_memory_holds_one_batch(tmp_path, classified, monkeypatch):
    sizes = []

    def counted(classifier, images, views):
        sizes.append(len(images))
        return prediction.probabilities(classifier, images, views)

    monkeypatch.setattr(new_images, "probabilities", counted)
    with h5py.File(tmp_path / "in.h5", "w") as file:
        file["images"] = stack(*[RED] * 150)
    classified(tmp_path / "in.h5")
    assert sizes == [64, 64, 22]


def test_a_model_of_fluxes_is_refused(tmp_path, model):
    write_card(model, {"classes": ["a", "b", "c"], "pixels": "float32"})
    save(tmp_path / "in/a.png", RED)
    outputs = tmp_path / "p.csv", tmp_path / "r.csv"
    with pytest.raises(ValueError, match=rf"{model} was trained on fluxes .float32"):
        new_images.classify(model, tmp_path / "in", *outputs, 1)
    assert not any(path.exists() for path in outputs)
