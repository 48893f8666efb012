"""Momentum, and fusing, of batch normalizations."""

import keras
import numpy as np
import pytest

from galaxybench.blocks.batch_norm import batch_normalizations, fuse, set_momentum
from galaxybench.machine import backends


def test_momentum_reaches_every_batch_norm_and_nothing_else():
    inputs = keras.Input((4, 4, 2))
    x = keras.layers.BatchNormalization()(inputs)
    x = keras.layers.BatchNormalization(momentum=0.5)(x)
    net = keras.Model(inputs, keras.layers.ReLU()(x))
    set_momentum(net, 0.8)
    assert [getattr(layer, "momentum", None) for layer in net.layers] == [
        None,
        0.8,
        0.8,
        None,
    ]


def test_batch_normalizations_of_nested_models_are_listed():
    inputs = keras.Input((3,))
    inner = keras.Sequential([inputs, keras.layers.BatchNormalization(momentum=0.5)])
    x = keras.layers.BatchNormalization(momentum=0.7)(keras.layers.ReLU()(inputs))
    net = keras.Model(inputs, inner(x))
    assert [layer.momentum for layer in batch_normalizations(net)] == [0.7, 0.5]


def normalizing(shape: tuple[int, ...], **options: object) -> keras.Model:
    """A net with one batch normalization, the same each time."""
    inputs = keras.Input(shape)
    net = keras.Model(inputs, keras.layers.BatchNormalization(**options)(inputs))
    rng = np.random.default_rng(0)
    for weight in net.weights:
        weight.assign(rng.uniform(0.5, 2, weight.shape))
    return net


def trained(net: keras.Model, x: np.ndarray) -> list[np.ndarray]:
    """Output, gradients and moving statistics of one step."""
    import tensorflow as tf

    pixels = tf.constant(x)
    with tf.GradientTape() as tape:
        tape.watch(pixels)
        y = net(pixels, training=True)
        loss = tf.reduce_sum(tf.cast(y, tf.float32) ** 3)
    found = tape.gradient(loss, [pixels, *net.trainable_variables])
    return [np.asarray(value, "float32") for value in (y, *found, *net.weights)]


@pytest.mark.skipif(backends.name() != "tensorflow", reason="TensorFlow alone fuses")
@pytest.mark.parametrize("shape", [(5, 4, 3), (7,), (2, 5, 4, 3)])
@pytest.mark.parametrize("options", [{}, {"scale": False}, {"center": False}])
def test_fused_it_trains_as_keras_does(shape, options):
    x = np.random.default_rng(0).normal(3, 2, (6, *shape)).astype(np.float32)
    one, other = (normalizing(shape, momentum=0.7, **options) for _ in range(2))
    description = other.to_json()
    fuse(other)
    assert other.to_json() == description
    for mine, theirs in zip(trained(other, x), trained(one, x), strict=True):
        np.testing.assert_allclose(mine, theirs, rtol=2e-4, atol=2e-4)
    for net in (one, other):
        net.layers[-1].trainable = False
    for training in (False, True):  # frozen, it normalizes by what it has averaged
        same = [np.asarray(net(x, training=training)) for net in (one, other)]
        np.testing.assert_allclose(*same, rtol=1e-4, atol=1e-4)


@pytest.mark.skipif(backends.name() != "tensorflow", reason="TensorFlow alone fuses")
def test_fused_it_is_one_operation():
    import tensorflow as tf

    operations = []
    for change in (lambda net: None, fuse):
        net = normalizing((5, 4, 3))
        change(net)
        step = tf.function(lambda x, net=net: net(x, training=True))
        graph = step.get_concrete_function(tf.TensorSpec((None, 5, 4, 3))).graph
        operations.append({operation.type for operation in graph.get_operations()})
    assert "FusedBatchNormV3" in operations[1] - operations[0]
    assert "SquaredDifference" in operations[0] - operations[1]
