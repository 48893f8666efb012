"""Batch normalization of nets that are built elsewhere."""

from functools import partial
from typing import Any

import keras

from galaxybench.machine import backends


def set_momentum(net: keras.Model, momentum: float) -> None:
    """Set the momentum of every batch normalization of `net`, in place.

    Args:
        net: a model before it is compiled.
        momentum: share of the old average that each batch keeps.
    """
    for layer in net.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.momentum = momentum


def fuse(net: keras.Model) -> None:
    """Let TensorFlow train each batch normalization of `net` in one operation.

    Keras has a dozen for it, each of which goes through all of memory. The result is
    the same within rounding, and `net` saves as before. Other backends are left alone.

    Args:
        net: a model that has not been traced, changed in place.
    """
    if backends.name() != "tensorflow":
        return
    for layer in net.layers:
        # Not what is made of it: their call may be another.
        if type(layer) is keras.layers.BatchNormalization and _can_fuse(layer):
            layer.call = partial(_normalize, layer, layer.call)


def _can_fuse(layer: keras.layers.BatchNormalization) -> bool:
    last = layer.axis in (-1, len(layer.input.shape) - 1)
    return last and not layer.renorm and not layer.synchronized


def _normalize(
    layer: keras.layers.BatchNormalization,
    keras_call: Any,  # noqa: ANN401
    inputs: Any,  # noqa: ANN401
    training: bool | None = None,
    mask: Any = None,  # noqa: ANN401
) -> Any:  # noqa: ANN401
    """Do what `BatchNormalization.call` does."""
    if not training or not layer.trainable or mask is not None:
        return keras_call(inputs, training=training, mask=mask)
    import tensorflow as tf

    channels = inputs.shape[-1]
    x = inputs if len(inputs.shape) == 4 else tf.reshape(inputs, (-1, 1, 1, channels))
    y, mean, variance = tf.compat.v1.nn.fused_batch_norm(
        x,
        tf.cast(layer.gamma, tf.float32) if layer.scale else tf.ones(channels),
        tf.cast(layer.beta, tf.float32) if layer.center else tf.zeros(channels),
        epsilon=layer.epsilon,
        is_training=True,
    )
    # This variance is that of a population; Keras averages that of the batch.
    count = tf.cast(tf.size(x) // channels, tf.float32)
    variance *= (count - 1) / count
    for moving, now in (
        (layer.moving_mean, mean),
        (layer.moving_variance, variance),
    ):
        moving.assign(moving * layer.momentum + now * (1 - layer.momentum))
    return tf.reshape(y, tf.shape(inputs))
