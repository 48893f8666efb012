import keras
import numpy as np
import pytest

from galaxybench.networks.classifier import build_classifier
from tests.helpers.training_setup import DENSE, recipe

STATISTICS = {"histogram": [[1] * 256] * 3}


def built(**changes):
    return build_classifier((8, 8, 3), 4, DENSE, recipe(**changes), STATISTICS)


def test_raw_pixels_become_probabilities():
    net = built()
    assert net.name == "dense"
    images = np.random.default_rng(0).integers(0, 256, (5, 8, 8, 3), np.uint8)
    p = np.asarray(net(images))
    assert p.dtype == np.float32
    assert p.shape == (5, 4)
    np.testing.assert_allclose(p.sum(axis=1), 1, rtol=1e-5)


def test_the_normalization_of_the_recipe_is_part_of_the_model():
    keras.utils.set_random_seed(1)
    plain = built(normalization="rescale")
    keras.utils.set_random_seed(1)
    other = built(normalization="standardize")
    images = np.full((1, 8, 8, 3), 200, np.uint8)
    assert not np.allclose(plain(images), other(images))


def test_precision_holds_for_the_layers_of_the_net_and_ends_with_it():
    before = keras.config.dtype_policy().name
    net = built(precision="mixed_bfloat16")
    kinds = {layer.compute_dtype for layer in net.layers if layer.weights}
    assert "bfloat16" in kinds
    assert keras.config.dtype_policy().name == before


def test_the_policy_ends_where_building_fails():
    before = keras.config.dtype_policy().name
    wrong = {"architecture": "dense", "options": {"unit": 3}}
    changed = recipe(precision="mixed_bfloat16")
    with pytest.raises(TypeError, match="unit"):
        build_classifier((8, 8, 3), 4, wrong, changed, STATISTICS)
    assert keras.config.dtype_policy().name == before


@pytest.mark.parametrize("bands", [2, 5, 32])
def test_published_weights_are_for_three_channels(bands, tmp_path):
    statistics = {"histogram": [[1] * 256] * bands}
    arguments = (8, 8, bands), 4, DENSE, recipe(normalization="none"), statistics
    with pytest.raises(
        ValueError, match=f"'weights'.*these have {bands} bands.*bands:"
    ):
        build_classifier(*arguments, tmp_path / "imagenet.weights.h5")
    assert build_classifier(*arguments).input_shape == (None, 8, 8, bands)


def test_a_stretch_is_the_first_layer_of_the_model():
    channels = [{"min": 0, "max": 255}] * 3
    stretch = {"name": "linear", "low": 100.0, "high": 200.0}
    net = build_classifier(
        (8, 8, 3),
        4,
        DENSE,
        recipe(stretch=stretch, normalization="none"),
        STATISTICS | {"channels": channels},
    )
    first = keras.Model(net.input, net.layers[1].output)
    fluxes = np.full((1, 8, 8, 3), 150, np.float32)
    np.testing.assert_allclose(first(fluxes), 127.5)
