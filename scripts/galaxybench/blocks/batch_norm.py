"""Batch normalization of nets that are built elsewhere."""

from typing import Any

import keras

from galaxybench.machine import backends, internals


def set_momentum(net: keras.Model, momentum: float) -> None:
    """Set the momentum of every batch normalization of `net`, before it is compiled.

    It is the share of the old average that each batch keeps.
    """
    for layer in net.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.momentum = momentum


def batch_normalizations(net: keras.Model) -> list[keras.layers.BatchNormalization]:
    """List the batch normalizations of `net` and of the models nested in it."""
    found = []
    for layer in net.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            found.append(layer)
        elif isinstance(layer, keras.Model):
            found += batch_normalizations(layer)
    return found


def fuse(net: keras.Model) -> None:
    """Make the batch normalizations of `net` train faster on TensorFlow.

    Keras composes each of a dozen operations, every one of which reads and writes the
    whole tensor; here it is one operation. The result is the same within rounding, and
    the saved model is that of the unchanged net. Other backends are left alone. `net`
    is changed in place and must not have been traced.
    """
    if backends.name() != "tensorflow":
        return
    for layer in net.layers:
        # No subclasses: their `call` may differ.
        if type(layer) is not keras.layers.BatchNormalization:
            continue
        last = layer.axis in (-1, len(layer.input.shape) - 1)
        if last and not layer.renorm and not layer.synchronized:
            internals.replace_call(layer, _normalize)


def _normalize(
    layer: keras.layers.BatchNormalization,
    keras_call: Any,  # noqa: ANN401
    inputs: Any,  # noqa: ANN401
    training: bool | None = None,
    mask: Any = None,  # noqa: ANN401
) -> Any:  # noqa: ANN401
    """Compute the same as `BatchNormalization.call`, in one operation."""
    if not training or not layer.trainable or mask is not None:
        return keras_call(inputs, training=training, mask=mask)
    import tensorflow as tf

    channels = inputs.shape[-1]
    x = inputs if len(inputs.shape) == 4 else tf.reshape(inputs, (-1, 1, 1, channels))
    y, mean, variance = internals.fused_batch_norm(
        x,
        tf.cast(layer.gamma, tf.float32) if layer.scale else tf.ones(channels),
        tf.cast(layer.beta, tf.float32) if layer.center else tf.zeros(channels),
        layer.epsilon,
    )
    # This is the unbiased variance; Keras averages the biased one.
    count = tf.cast(tf.size(x) // channels, tf.float32)
    variance *= (count - 1) / count
    for moving, now in (layer.moving_mean, mean), (layer.moving_variance, variance):
        moving.assign(moving * layer.momentum + now * (1 - layer.momentum))
    return tf.reshape(y, tf.shape(inputs))
