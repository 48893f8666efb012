"""Grad-CAM, against maps that are known by hand."""

from pathlib import Path

import keras
import numpy as np
import pandas as pd
import pytest
from keras import layers

from galaxybench.blocks.padding import pad_to
from galaxybench.evaluation import gradcam
from galaxybench.evaluation.prediction import predict
from galaxybench.images.fits import open_cube, read_labels
from galaxybench.machine import internals
from tests.helpers.architecture_setup import classifier, random_images
from tests.helpers.training_setup import write_blobs

CLASSES, CHANNELS = 3, 4


def averaged(shape: tuple = (6, 8, 3), ending: str = "dense") -> keras.Model:
    """A convolution, the mean over positions, a dense layer."""
    keras.utils.set_random_seed(1)
    x = inputs = keras.Input(shape)
    x = layers.Rescaling(1 / 127.5, -1)(x)
    x = pad_to(x, 8)
    x = layers.Conv2D(CHANNELS, 1, name="features")(x)
    x = layers.GlobalAveragePooling2D()(x)
    dense = layers.Dense(CLASSES, bias_initializer="ones", name="scores")
    match ending:
        case "dense":
            dense.activation = keras.activations.softmax
            return keras.Model(inputs, dense(x))
        case "activation":
            return keras.Model(inputs, layers.Activation("softmax")(dense(x)))
    return keras.Model(inputs, layers.Softmax()(dense(x)))


def by_hand(model: keras.Model, images: np.ndarray, number: int) -> np.ndarray:
    """The weighted sum of the features of each position, cut off at zero.

    The gradient of a mean over positions is the same at all of them, so that the
    weights are those of the dense layer (Selvaraju et al. 2016, section 3.1: Grad-CAM
    is then CAM, but for a factor).
    """
    kernel, bias = model.get_layer("features").get_weights()
    features = (images / 127.5 - 1) @ kernel[0, 0] + bias
    weights = model.get_layer("scores").get_weights()[0][:, number]
    maps = np.maximum(features @ weights, 0)
    return maps / np.maximum(maps.max(axis=(1, 2), keepdims=True), 1e-12)


@pytest.mark.parametrize("ending", ["dense", "activation", "softmax"])
@pytest.mark.parametrize("shape", [(8, 10, 3), (5, 9, 1)])  # the second is padded
def test_the_map_of_a_mean_is_the_weighted_sum_of_features(
    shape: tuple, ending: str
) -> None:
    model = averaged(shape, ending)
    images = np.random.default_rng(0).integers(0, 256, (5, *shape)).astype(np.uint8)
    classes = np.tile(np.arange(CLASSES), (5, 1))
    maps = gradcam.class_maps(model, images, classes)
    assert maps.shape == (5, CLASSES, *shape[:2])
    assert maps.dtype == np.float32
    expected = np.stack([by_hand(model, images, n) for n in range(CLASSES)], axis=1)
    assert (expected.max(axis=(2, 3)) > 0).any(axis=0).all()
    np.testing.assert_allclose(maps, expected, atol=1e-5)


def test_certainty_does_not_flatten_the_map() -> None:
    """Scores before the softmax: the gradient of a probability near 1 is near 0."""
    model = averaged((8, 8, 3))
    images, classes = random_images(8, 3), np.zeros((4, 1), int)
    before = gradcam.class_maps(model, images, classes)
    kernel, bias = model.get_layer("scores").get_weights()
    model.get_layer("scores").set_weights([kernel, bias + [1000, 0, 0]])
    np.testing.assert_array_equal(gradcam.class_maps(model, images, classes), before)


def test_the_layer_is_behind_branches_and_before_what_has_no_positions() -> None:
    x = inputs = keras.Input((8, 8, 3))
    x = layers.Conv2D(4, 3, padding="same")(x)
    gate = layers.Dense(4)(layers.GlobalAveragePooling2D()(x))  # squeeze and excite
    x = layers.Multiply(name="gated")([x, layers.Reshape((1, 1, 4))(gate)])
    pooled = layers.GlobalAveragePooling2D(keepdims=True)(x)
    x = layers.Reshape((8, 32, 1))(x)
    outputs = layers.Dense(2)(
        layers.Concatenate()([layers.Flatten()(x), layers.Flatten()(pooled)])
    )
    found = gradcam.feature_map(keras.Model(inputs, outputs))
    assert internals.source(found).name == "gated"


FAMILIES = {"lenet5": 4, "resnet18": 2, "d4_resnet": 2, "mobilenet_v3_small": 3}


@pytest.mark.parametrize("name", FAMILIES)
def test_architectures_have_maps(name: str) -> None:
    size = 69 if name == "mobilenet_v3_small" else 28
    model, images = classifier(name, size, 3), random_images(size, 3)
    assert gradcam.feature_map(model).shape[1:3] == (FAMILIES[name],) * 2
    maps = gradcam.class_maps(model, images, np.tile([0, 1], (4, 1)))
    assert maps.shape == (4, 2, size, size)
    assert np.isfinite(maps).all()
    highest = maps.max(axis=(2, 3))
    assert set(np.unique(highest.round(6))) <= {0, 1}
    assert highest.any()
    keras.utils.clear_session()


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    averaged((12, 12, 3)).save(tmp_path / "model.keras")
    write_blobs(tmp_path / "test.fits", 40)
    parts = [(tmp_path / "test.fits", tmp_path / "predictions.csv")]
    predict(tmp_path / "model.keras", parts, threads=1)
    return tmp_path


def explained(folder: Path) -> dict[str, np.ndarray]:
    names = ("model.keras", "test.fits", "predictions.csv", "out/gradcam.npz")
    gradcam.explain(*(folder / name for name in names))
    return dict(np.load(folder / "out/gradcam.npz"))


def test_the_surest_errors_are_explained(saved: Path) -> None:
    arrays = explained(saved)
    table = pd.read_csv(saved / "predictions.csv")
    wrong = table[table["label"] != table["predicted"]]
    sure = wrong[["p0", "p1", "p2"]].max(axis=1).sort_values(ascending=False)
    assert arrays["index"].tolist() == sure.index[: gradcam.IMAGES].tolist()
    np.testing.assert_allclose(arrays["probability"], sure[: gradcam.IMAGES])
    labels = read_labels(saved / "test.fits")[arrays["index"]]
    assert arrays["label"].tolist() == labels.tolist()
    assert (arrays["predicted"] != labels).all()
    assert str(arrays["layer"]) == "features, 12×12"
    assert arrays["maps"].dtype == np.uint8
    model = keras.models.load_model(saved / "model.keras")
    images = np.asarray(open_cube(saved / "test.fits"))[arrays["index"]]
    for place, key in enumerate(("predicted", "label")):
        for row, number in enumerate(arrays[key]):
            expected = 255 * by_hand(model, images[row : row + 1], number)[0]
            found = arrays["maps"][row, place]
            np.testing.assert_allclose(found, expected, atol=0.51)


def test_no_error_and_no_map_are_no_trouble(saved: Path) -> None:
    path = saved / "predictions.csv"
    table = pd.read_csv(path)
    table.assign(predicted=table["label"]).to_csv(path, index=False)
    arrays = explained(saved)
    assert len(arrays["index"]) == len(arrays["maps"]) == 0
    assert str(arrays["layer"]) == "features, 12×12"

    table.to_csv(path, index=False)
    inputs = keras.Input((12, 12, 3))
    outputs = layers.Dense(3, activation="softmax")(layers.Flatten()(inputs))
    keras.Model(inputs, outputs).save(saved / "model.keras")
    arrays = explained(saved)
    assert len(arrays["index"]) == gradcam.IMAGES
    assert len(arrays["maps"]) == 0
    assert str(arrays["layer"]) == ""
