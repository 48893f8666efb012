"""Batch normalization of nets that are built elsewhere."""

import keras


def set_momentum(net: keras.Model, momentum: float) -> None:
    """Set the momentum of every batch normalization of `net`, in place.

    Args:
        net: a model before it is compiled.
        momentum: share of the old average that each batch keeps.
    """
    for layer in net.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.momentum = momentum
