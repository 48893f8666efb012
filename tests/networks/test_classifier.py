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
