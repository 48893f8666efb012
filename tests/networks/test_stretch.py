"""A stretch is that of astropy, fitted to the training images, and part of a model."""

import subprocess
import sys

import keras
import numpy as np
import pytest
from astropy.visualization import AsinhStretch, LinearStretch, LogStretch

from galaxybench.networks.normalization import normalize
from galaxybench.networks.stretch import Stretch, values_of

FLUXES = np.random.default_rng(0).gamma(0.3, 20, (40, 9, 7, 5)).astype("f4") - 1
FLUXES *= [1, 2, 4, 1e-3, 1e3]
SHARES = (np.arange(1000) + 0.5) / 1000
STATISTICS = {
    "quantiles": np.quantile(FLUXES, SHARES, axis=(0, 1, 2)).T.tolist(),
    "channels": [
        {
            "mean": float(FLUXES[..., band].mean(dtype=float)),
            "std": float(FLUXES[..., band].std(dtype=float)),
            "min": float(FLUXES[..., band].min()),
            "max": float(FLUXES[..., band].max()),
            "low": float(np.quantile(FLUXES[..., band], 0.01)),
            "high": float(np.quantile(FLUXES[..., band], 0.999)),
        }
        for band in range(5)
    ],
}
PICTURES = {
    "histogram": [[0] * 10 + [7] * 90 + [1] * 156] * 3,
    "channels": [{"min": 10, "max": 255}] * 3,
}


def recipe(name, low=None, high=None):
    return {"name": name, "low": low, "high": high}


def stretched(stretch, fluxes=FLUXES):
    inputs = keras.Input(fluxes.shape[1:])
    return keras.Model(inputs, stretch.layers(inputs)).predict_on_batch(fluxes)


@pytest.mark.parametrize(
    ("name", "theirs"),
    [("linear", LinearStretch()), ("asinh", AsinhStretch()), ("log", LogStretch())],
)
def test_the_layers_are_the_stretches_of_astropy(name, theirs):
    stretch = Stretch.of_recipe(recipe(name, -0.5, 30.0), STATISTICS)
    shares = (FLUXES.astype(float) + 0.5) / 30.5
    if name == "log":
        shares = np.maximum(shares, 0)
    expected = 255 * theirs(shares, clip=False)
    np.testing.assert_allclose(stretched(stretch), expected, rtol=1e-4, atol=2e-3)
    np.testing.assert_allclose(stretch.apply(FLUXES), expected, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("name", ["linear", "asinh", "log"])
def test_limits_are_quantiles_of_each_band(name):
    stretch = Stretch.of_recipe(recipe(name), STATISTICS)
    low, high = np.quantile(FLUXES, (0.01, 0.999), axis=(0, 1, 2))
    np.testing.assert_allclose(stretch.low, low, rtol=1e-6)
    np.testing.assert_allclose(stretch.high, high, rtol=1e-6)
    assert stretch.described()["name"] == name
    assert stretch.described()["high"] == stretch.high.tolist()


def test_limits_of_pictures_come_from_their_histogram():
    stretch = Stretch.of_recipe(recipe("linear"), PICTURES)
    assert stretch.low.tolist() == [11, 11, 11] and stretch.high.tolist() == [255] * 3
    values, weights = values_of(PICTURES)
    assert values.shape == weights.shape == (256, 3)
    np.testing.assert_allclose(weights.sum(axis=0), 1)


def test_a_constant_band_becomes_zero():
    statistics = {
        "quantiles": [[7.0] * 1000],
        "channels": [{key: 7.0 for key in ("min", "max", "low", "high")}],
    }
    stretch = Stretch.of_recipe(recipe("asinh"), statistics)
    np.testing.assert_array_equal(stretched(stretch, np.full((2, 3, 3, 1), 7, "f4")), 0)


def test_none_is_no_stretch_and_crossed_limits_are_refused():
    assert Stretch.of_recipe(recipe("none"), STATISTICS) is None
    with pytest.raises(ValueError, match="'stretch': got the limits 1e.06 to .*band 0"):
        Stretch.of_recipe(recipe("linear", low=1e6), STATISTICS)


@pytest.mark.parametrize("name", ["linear", "asinh", "log"])
def test_standardize_follows_the_stretched_pixels(name):
    stretch = Stretch.of_recipe(recipe(name), STATISTICS)
    inputs = keras.Input(FLUXES.shape[1:])
    x = normalize(stretch.layers(inputs), "standardize", STATISTICS, stretch)
    result = keras.Model(inputs, x).predict_on_batch(FLUXES)
    np.testing.assert_allclose(result.mean(axis=(0, 1, 2)), 0, atol=0.02)
    np.testing.assert_allclose(result.std(axis=(0, 1, 2)), 1, atol=0.05)


def test_fluxes_are_standardized_by_their_exact_moments():
    inputs = keras.Input(FLUXES.shape[1:])
    x = normalize(inputs, "standardize", STATISTICS)
    result = keras.Model(inputs, x).predict_on_batch(FLUXES)
    np.testing.assert_allclose(result.mean(axis=(0, 1, 2)), 0, atol=1e-5)
    np.testing.assert_allclose(result.std(axis=(0, 1, 2)), 1, atol=1e-5)


def test_tiny_fluxes_differ_and_constant_ones_become_zero():
    tiny = FLUXES[..., :2] * 1e-12
    tiny[..., 1] = 3e-11
    channels = [
        {
            key: float(getattr(tiny[..., band], key)())
            for key in ("mean", "std", "min", "max")
        }
        for band in range(2)
    ]
    inputs = keras.Input(tiny.shape[1:])
    statistics = {"channels": channels, "quantiles": [[0.0] * 1000] * 2}
    x = normalize(inputs, "standardize", statistics)
    result = keras.Model(inputs, x).predict_on_batch(tiny)
    assert result[..., 0].std() == pytest.approx(1, abs=1e-3)
    np.testing.assert_allclose(result[..., 1], 0, atol=1e-12)


@pytest.mark.parametrize("method", ["rescale", "signed", "torch", "caffe", "asinh"])
def test_methods_for_pictures_refuse_fluxes_without_a_stretch(method):
    inputs = keras.Input(FLUXES.shape[1:])
    with pytest.raises(
        ValueError, match="0 to 255, but the images are fluxes.*stretch"
    ):
        normalize(inputs, method, STATISTICS)
    stretch = Stretch.of_recipe(recipe("asinh"), STATISTICS)
    if method in ("rescale", "signed"):
        normalize(stretch.layers(inputs), method, STATISTICS, stretch)


@pytest.mark.parametrize("name", ["linear", "asinh", "log"])
def test_a_saved_model_needs_only_keras(tmp_path, name):
    stretch = Stretch.of_recipe(recipe(name), STATISTICS)
    inputs = keras.Input(FLUXES.shape[1:])
    model = keras.Model(inputs, stretch.layers(inputs))
    model.save(tmp_path / "m.keras")
    np.save(tmp_path / "x.npy", FLUXES[:3])
    code = (
        "import keras, numpy, sys; m = keras.models.load_model('m.keras'); "
        "numpy.save('y.npy', m.predict_on_batch(numpy.load('x.npy'))); "
        "assert 'galaxybench' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=True)
    np.testing.assert_array_equal(
        np.load(tmp_path / "y.npy"), model.predict_on_batch(FLUXES[:3])
    )
