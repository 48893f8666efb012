"""What mobilenet_v2 guarantees beyond the contract of every architecture."""

import keras
import numpy as np
import pytest

from galaxybench.networks import architectures


def net(size: int, classes: int = 10, **options: object) -> keras.Model:
    keras.utils.set_random_seed(0)
    inputs = keras.Input((size, size, 3))
    outputs = architectures.build("mobilenet_v2", inputs, classes, **options)
    return keras.Model(inputs, outputs)


def shapes(model: keras.Model) -> list[list[tuple[int, ...]]]:
    """Shapes of the weights, layer by layer."""
    weighted = [layer.get_weights() for layer in model.layers if layer.weights]
    return [[weight.shape for weight in weights] for weights in weighted]


def test_small_form_has_the_study_s_trainable_parameters() -> None:
    model = net(32, 100, alpha=0.5, small_images=True)
    counted = sum(np.prod(weight.shape) for weight in model.trainable_weights)
    assert counted == 815_780
    layers = {layer.name: layer for layer in model.layers}
    assert layers["stem_conv"].output.shape[1:] == (32, 32, 16)
    projected = [
        layer.output.shape[-1]
        for name, layer in layers.items()
        if name.endswith("block1_project")
    ]
    assert projected == [8, 16, 16, 32, 48, 80, 160]
    assert layers["last_conv"].output.shape[1:] == (4, 4, 1280)


@pytest.mark.parametrize("alpha", [0.35, 0.5, 0.75, 1.0, 1.3, 1.4])
def test_weights_have_the_order_and_shapes_of_keras_own(alpha: float) -> None:
    theirs = keras.applications.MobileNetV2(
        (96, 96, 3), alpha=alpha, include_top=False, weights=None
    )
    assert shapes(net(96, alpha=alpha))[:-1] == shapes(theirs)


def lively(weight: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Random values of the same shape that keep the scale of the signal."""
    if weight.ndim < 2:
        return rng.uniform(0.5, 1.5, weight.shape)
    depthwise = weight.shape[-1] == 1
    summed = np.prod(weight.shape[:2] if depthwise else weight.shape[:-1])
    return rng.normal(0, np.sqrt(2 / summed), weight.shape)


@pytest.mark.slow
@pytest.mark.parametrize("size", [96, 69])
def test_computes_what_keras_own_computes(size: int) -> None:
    shape = (size, size, 3)
    theirs = keras.applications.MobileNetV2(shape, classes=10, weights=None)
    ours, rng = net(size), np.random.default_rng(0)
    weights = [lively(weight, rng) for weight in theirs.get_weights()]
    ours.set_weights(weights)
    theirs.set_weights(weights)
    images = rng.uniform(-1, 1, (3, *shape)).astype(np.float32)
    expected = theirs.predict_on_batch(images)
    assert np.ptp(expected, axis=0).max() > 1e-3  # not the same for every image
    np.testing.assert_allclose(ours.predict_on_batch(images), expected, atol=1e-5)
