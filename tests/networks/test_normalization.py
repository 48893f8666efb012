import json
import subprocess
import sys

import keras
import numpy as np
import pytest

from galaxybench.networks.normalization import SOFTENING, normalize

RNG = np.random.default_rng(3)
IMAGES = RNG.integers(0, [256, 90, 8], (50, 9, 7, 3)).astype(np.uint8)
STATISTICS = {
    "histogram": [
        np.bincount(IMAGES[..., c].ravel(), minlength=256).tolist() for c in range(3)
    ]
}


def model(method: str) -> keras.Model:
    inputs = keras.Input(IMAGES.shape[1:])
    return keras.Model(inputs, normalize(inputs, method, STATISTICS))


@pytest.mark.parametrize("method", ["standardize", "asinh"])
def test_gives_each_channel_mean_0_and_deviation_1(method: str) -> None:
    result = model(method).predict_on_batch(IMAGES)
    np.testing.assert_allclose(result.mean(axis=(0, 1, 2)), 0, atol=1e-5)
    np.testing.assert_allclose(result.std(axis=(0, 1, 2)), 1, atol=1e-5)


def test_asinh_is_a_standardized_asinh_of_the_pixels() -> None:
    stretched = np.arcsinh(IMAGES / SOFTENING)
    expected = (stretched - stretched.mean((0, 1, 2))) / stretched.std((0, 1, 2))
    np.testing.assert_allclose(
        model("asinh").predict_on_batch(IMAGES), expected, atol=1e-5
    )


def test_rescale_and_none() -> None:
    np.testing.assert_allclose(
        model("rescale").predict_on_batch(IMAGES), IMAGES / 255, rtol=1e-6
    )
    np.testing.assert_array_equal(model("none").predict_on_batch(IMAGES), IMAGES)


def test_a_channel_of_one_value_becomes_zero() -> None:
    counts = np.zeros((1, 256), int)
    counts[0, 7] = 5
    inputs = keras.Input((2, 2, 1))
    outputs = normalize(inputs, "standardize", {"histogram": counts.tolist()})
    result = keras.Model(inputs, outputs).predict_on_batch(np.full((1, 2, 2, 1), 7))
    np.testing.assert_array_equal(result, 0)


def test_refuses_an_unknown_method_and_other_channels() -> None:
    with pytest.raises(ValueError, match="'normalization': got 'log'"):
        model("log")
    with pytest.raises(ValueError, match="3 channels, the images 1"):
        normalize(keras.Input((4, 4, 1)), "standardize", STATISTICS)


def test_a_saved_model_needs_no_galaxybench(tmp_path: object) -> None:
    for method in ("none", "rescale", "standardize", "asinh"):
        model(method).save(tmp_path / f"{method}.keras")
    np.save(tmp_path / "images.npy", IMAGES)
    code = """
import json, keras, numpy
images = numpy.load("images.npy")
sums = {}
for name in ("none", "rescale", "standardize", "asinh"):
    model = keras.models.load_model(f"{name}.keras")
    sums[name] = float(abs(model.predict_on_batch(images)).sum())
try:
    import galaxybench
    raise SystemExit("galaxybench is importable here: the test proves nothing")
except ImportError:
    print(json.dumps(sums))
"""
    result = subprocess.run(
        [sys.executable, "-I", "-c", code],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        text=True,
    )
    for name, total in json.loads(result.stdout.splitlines()[-1]).items():
        expected = np.abs(model(name).predict_on_batch(IMAGES)).sum()
        assert total == pytest.approx(float(expected), rel=1e-5)
