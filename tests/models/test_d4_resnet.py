"""What d4_resnet guarantees beyond the contract of every architecture."""

import keras
import numpy as np
import pytest

from galaxybench.blocks.dihedral import ORDER, transform
from galaxybench.networks import architectures, flops


def net(size: int, classes: int = 5, **options: object) -> keras.Model:
    keras.utils.set_random_seed(0)
    inputs = keras.Input((size, size, 3))
    outputs = architectures.build("d4_resnet", inputs, classes, **options)
    return keras.Model(inputs, outputs)


def disturb(model: keras.Model) -> None:
    """Randomize every weight, including the averages of batch normalization."""
    rng = np.random.default_rng(0)
    for weight in model.weights:
        noise = rng.uniform(0.5, 1.5, weight.shape)
        fresh = weight.name in ("gamma", "beta", "moving_mean", "moving_variance")
        weight.assign(noise if fresh else noise * np.asarray(weight))


@pytest.mark.parametrize("size", [69, 64, 28])
def test_probabilities_do_not_change_when_the_image_moves(size: int) -> None:
    model = net(size)
    disturb(model)
    images = np.random.default_rng(1).normal(size=(3, size, size, 3))
    first = model.predict_on_batch(images.astype(np.float32))
    assert np.ptp(first, axis=0).max() > 1e-3  # the predictions depend on the images
    assert first.max() < 0.999
    for element in range(1, ORDER):
        moved = np.stack([transform(image, element) for image in images])
        after = model.predict_on_batch(moved.astype(np.float32))
        np.testing.assert_allclose(after, first, atol=1e-5)


def test_gradients_do_not_change_when_the_image_moves() -> None:
    tf = pytest.importorskip("tensorflow")
    model = net(28, dropout=0.0)
    images = np.random.default_rng(1).normal(size=(4, 28, 28, 3)).astype(np.float32)
    labels = np.eye(5, dtype=np.float32)[[0, 1, 2, 3]]

    def gradients(batch: np.ndarray) -> list[np.ndarray]:
        with tf.GradientTape() as tape:
            p = model(batch, training=True)
            loss = keras.losses.CategoricalCrossentropy()(labels, p)
        return [np.asarray(g) for g in tape.gradient(loss, model.trainable_weights)]

    first = gradients(images)
    moved = gradients(np.stack([transform(image, 5) for image in images]))
    for before, after in zip(first, moved, strict=True):
        scale = np.abs(before).max()
        assert scale > 0
        np.testing.assert_allclose(after, before, atol=2e-3 * scale)


def test_width_must_fill_the_orientations() -> None:
    with pytest.raises(ValueError, match="width 20 of d4_resnet: choose a multiple"):
        net(28, width=20)


def test_costs_the_arithmetic_of_an_ordinary_net_of_its_width() -> None:
    inputs = keras.Input((28, 28, 3))
    ordinary = keras.Model(inputs, architectures.build("resnet18", inputs, 5, width=32))
    ratio = flops.count(net(28)) / flops.count(ordinary)
    assert ratio == pytest.approx(1, abs=0.1)
    # The ordinary net has a separate kernel for every orientation.
    assert ordinary.count_params() / net(28).count_params() == pytest.approx(8, abs=0.1)
