import csv
from pathlib import Path

import keras
import numpy as np
import pytest

from galaxybench.evaluation.prediction import predict, probabilities
from galaxybench.images.fits import open_cube, read_labels
from tests.helpers.training_setup import write_blobs


@pytest.fixture
def model(tmp_path: Path) -> keras.Model:
    keras.utils.set_random_seed(0)
    inputs = keras.Input((12, 12, 3))
    x = keras.layers.Flatten()(keras.layers.Rescaling(1 / 255)(inputs))
    model = keras.Model(inputs, keras.layers.Dense(3, activation="softmax")(x))
    model.save(tmp_path / "model.keras")
    return model


def test_writes_a_row_an_image(tmp_path: Path, model: keras.Model) -> None:
    test, output = tmp_path / "test.fits", tmp_path / "out/predictions.csv"
    write_blobs(test, 150)  # more than two batches
    predict(tmp_path / "model.keras", [(test, output)], threads=1)
    with output.open() as file:
        rows = list(csv.DictReader(file))
    columns = ["index", "source_index", "label", "predicted", "p0", "p1", "p2"]
    assert list(rows[0]) == columns
    assert [int(row["index"]) for row in rows] == list(range(150))
    assert [int(row["source_index"]) for row in rows] == list(range(1000, 1150))
    labels = [int(row["label"]) for row in rows]
    np.testing.assert_array_equal(labels, read_labels(test))
    expected = np.asarray(model(np.asarray(open_cube(test))))
    p = np.array([[row[f"p{n}"] for n in range(3)] for row in rows], np.float32)
    np.testing.assert_allclose(p, expected, rtol=1e-5)
    predicted = [int(row["predicted"]) for row in rows]
    np.testing.assert_array_equal(predicted, p.argmax(axis=1))


def test_every_whole_batch_is_timed_and_none_that_compiles(
    tmp_path: Path, model: keras.Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A clock that a batch moves on by 2 ms an image, the first ones by a second."""
    now, slow = [0.0], [1.0, 0.0, 0.5]

    def timed(classifier: keras.Model, images: np.ndarray, views: str) -> np.ndarray:
        now[0] += 0.002 * len(images) + (slow.pop(0) if slow else 0)
        return np.full((len(images), 3), 1 / 3)

    monkeypatch.setattr("galaxybench.evaluation.prediction.probabilities", timed)
    monkeypatch.setattr("time.perf_counter", lambda: now[0])
    parts = [(tmp_path / f"{n}.fits", tmp_path / f"{n}.csv") for n in (150, 200)]
    for images, (path, _) in zip((150, 200), parts, strict=True):
        write_blobs(path, images)
    speed = predict(tmp_path / "model.keras", parts, threads=1)
    assert speed["predict_seconds_per_image"] == pytest.approx(0.002)
    assert (speed["batch_size"], speed["batches"]) == (64, 5)


def test_two_predictions_are_equal_bit_by_bit(
    tmp_path: Path, model: keras.Model
) -> None:
    test = tmp_path / "test.fits"
    write_blobs(test, 70)
    for name in ("a", "b"):
        predict(tmp_path / "model.keras", [(test, tmp_path / name)], threads=1)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_images_of_another_shape_are_refused(
    tmp_path: Path, model: keras.Model
) -> None:
    write_blobs(tmp_path / "test.fits", 5, size=14)
    with pytest.raises(ValueError, match=r"shape \(12, 12, 3\), .* has \(14, 14, 3\)"):
        parts = [(tmp_path / "test.fits", tmp_path / "p.csv")]
        predict(tmp_path / "model.keras", parts, threads=1)
    assert not (tmp_path / "p.csv").exists()


@pytest.mark.parametrize("shape", [(12, 12, 3), (12, 8, 3)])
def test_dihedral_views_make_every_turn_and_flip_equal(shape: tuple) -> None:
    keras.utils.set_random_seed(0)
    inputs = keras.Input(shape)
    x = keras.layers.Flatten()(keras.layers.Rescaling(1 / 255)(inputs))
    model = keras.Model(inputs, keras.layers.Dense(3, activation="softmax")(x))
    images = np.random.default_rng(0).integers(0, 256, (5, *shape)).astype(np.uint8)
    views = [images, images[:, ::-1], images[:, :, ::-1], images[:, ::-1, ::-1]]
    if shape[0] == shape[1]:
        views += [np.rot90(view, axes=(1, 2)) for view in views]
    plain = [probabilities(model, view, "none") for view in views]
    assert max(np.abs(p - plain[0]).max() for p in plain) > 0.01
    for view in views:
        p = probabilities(model, view, "dihedral")
        np.testing.assert_allclose(p, np.mean(plain, axis=0), rtol=1e-5)
