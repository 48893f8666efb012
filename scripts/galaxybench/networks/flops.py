"""Arithmetic of a model, counted layer by layer."""

import math

import keras
from keras import layers


def count(model: keras.Model) -> int:
    """Floating-point operations of one image's way through a model.

    A multiplication and the addition after it count as 2. Counted are dense layers and
    convolutions, where the arithmetic is; biases, activations, normalizations and
    poolings are not, as in the papers that the architectures come from.

    Raises:
        NotImplementedError: if a layer has a kernel and is of no kind counted here.
    """
    total = 0
    for layer in model.layers:
        if isinstance(layer, layers.InputLayer):
            continue
        for node in layer._inbound_nodes:  # one for each time the layer is applied
            source, result = node.input_tensors[0].shape, node.outputs[0].shape
            total += 2 * _products(layer, source[1:], result[1:])
    return total


def _products(
    layer: keras.layers.Layer, source: tuple[int, ...], result: tuple[int, ...]
) -> int:
    """Multiplications of one layer for one image.

    Args:
        layer: the layer.
        source: shape of what goes in, without the batch axis.
        result: shape of what comes out, without the batch axis.
    """
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
            # The kernel's third axis is the channels of one group.
            return math.prod(result) * math.prod(layer.kernel.shape[:-1])
    if hasattr(layer, "multiplications"):  # the project's own layers count themselves
        return layer.multiplications(source, result)
    if any(len(weight.shape) > 1 for weight in layer.weights):
        raise NotImplementedError(
            f"flops.py does not know layer {layer.name!r} ({type(layer).__name__}): "
            "add its arithmetic to `_products`"
        )
    return 0
