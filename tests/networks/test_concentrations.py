"""Heads of concentrations: their probabilities, weights and files."""

from pathlib import Path

import keras
import numpy as np
import pytest

from galaxybench.evaluation import gradcam
from galaxybench.networks.classifier import build_classifier
from galaxybench.networks.concentrations import concentrations, with_concentrations
from galaxybench.networks.saved_models import load_model, save_model
from tests.helpers.training_setup import GALAXY10, LENET, recipe

STATISTICS = {"histogram": [[1] * 256] * 3}
RESNET = {"architecture": "resnet18", "options": {"width": 8}}
IMAGES = np.random.default_rng(0).integers(0, 256, (5, 32, 32, 3), np.uint8)


def built(model: dict, votes: str = "dirichlet_multinomial") -> keras.Model:
    keras.utils.set_random_seed(1)
    changed = recipe(loss={"votes": votes})
    return build_classifier((32, 32, 3), 4, model, changed, STATISTICS)


@pytest.mark.parametrize("model", [LENET, GALAXY10, RESNET], ids=str)
def test_probabilities_are_shares_of_concentrations(model: dict) -> None:
    net, plain = built(model), built(model, "none")
    assert net.count_params() == plain.count_params()
    p, scores = np.asarray(net(IMAGES)), np.log(np.asarray(plain(IMAGES)))
    assert p.dtype == np.float32
    alpha = np.asarray(concentrations(net)(IMAGES))
    assert (alpha >= 1).all() and (alpha <= 101).all()
    np.testing.assert_allclose(p, alpha / alpha.sum(axis=1, keepdims=True), rtol=1e-5)
    # A softmax keeps differences of scores.
    z = np.log((alpha - 1) / (101 - alpha))
    np.testing.assert_allclose(np.diff(z), np.diff(scores), atol=1e-3)


def test_a_saved_model_loads_with_plain_keras(tmp_path: Path) -> None:
    net = built(GALAXY10)
    save_model(net, tmp_path / "m.keras", {"classes": ["a", "b", "c", "d"]})
    again = keras.models.load_model(tmp_path / "m.keras")
    np.testing.assert_array_equal(np.asarray(again(IMAGES)), np.asarray(net(IMAGES)))
    found = concentrations(load_model(tmp_path / "m.keras"))(IMAGES)
    np.testing.assert_array_equal(
        np.asarray(found), np.asarray(concentrations(net)(IMAGES))
    )


def test_such_a_model_can_be_explained() -> None:
    net = built(GALAXY10)
    maps = gradcam.class_maps(net, IMAGES, np.array([[0, 1]] * len(IMAGES)))
    assert maps.shape == (5, 2, 32, 32) and np.isfinite(maps).all() and maps.any()


def test_another_last_layer_is_refused() -> None:
    x = keras.Input((4,))
    y = keras.layers.Softmax()(keras.layers.Dense(3)(x))
    with pytest.raises(ValueError, match=r"'loss.votes'.*mine does not end with"):
        with_concentrations(y, "mine")
    with pytest.raises(ValueError, match="dense layer"):
        with_concentrations(keras.layers.Dense(3, activation="relu")(x), "mine")
