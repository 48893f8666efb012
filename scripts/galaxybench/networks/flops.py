"""Floating-point operations of a model, counted layer by layer."""

import math

import keras
from keras import layers

from galaxybench.machine import internals


def count(model: keras.Model) -> int:
    """Count the floating-point operations of a forward pass of one image.

    A multiplication and the addition after it count as 2. Dense layers and convolutions
    are counted; biases, activations, normalizations and poolings are not, as in the
    papers that the architectures come from.

    Raises:
        NotImplementedError: if a layer has a kernel and is of an unknown kind.
    """
    total = 0
    for layer in model.layers:
        if isinstance(layer, layers.InputLayer):
            continue
        for inputs, outputs in internals.uses(layer):
            source, result = inputs[0].shape, outputs[0].shape
            total += 2 * _products(layer, source[1:], result[1:])
    return total


def _products(
    layer: keras.layers.Layer, source: tuple[int, ...], result: tuple[int, ...]
) -> int:
    """Count one layer's multiplications; shapes are without the batch axis."""
    match layer:
        case keras.Model():
            return count(layer) // 2
        case layers.Dense():
            return math.prod(result) * source[-1]
        case layers.SeparableConv2D():
            depthwise = math.prod(result[:-1]) * math.prod(layer.depthwise_kernel.shape)
            return depthwise + math.prod(result) * layer.pointwise_kernel.shape[-2]
        case layers.DepthwiseConv2D():
            return math.prod(result[:-1]) * math.prod(layer.kernel.shape)
        case layers.Conv2DTranspose():
            return math.prod(source) * math.prod(layer.kernel.shape[:-1])
        case layers.Conv2D():
            # The third axis of the kernel is the channels of one group.
            return math.prod(result) * math.prod(layer.kernel.shape[:-1])
    if hasattr(layer, "multiplications"):  # the project's own layers count themselves
        return layer.multiplications(source, result)
    if any(len(weight.shape) > 1 for weight in layer.weights):
        raise NotImplementedError(
            f"flops.py does not know layer {layer.name!r} ({type(layer).__name__}): "
            "add its arithmetic to `_products`"
        )
    return 0
