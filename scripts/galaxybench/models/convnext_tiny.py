"""ConvNeXt-T, a convolutional net with the layout of a transformer.

Paper: Liu, Mao, Wu, Feichtenhofer, Darrell, Xie 2022, arXiv 2201.03545.
Variant: tiny, as Keras has it, un-nested.
28,589,128 parameters at 224x224x3 with 1000 classes.
27,827,818 parameters at 69x69x3 with 10 classes.

Deviations from the paper: as in Keras, no stochastic depth (the paper: up to 0.1);
dropout before the last layer. With `head: flatten` the last normalization acts on each
position separately. Images smaller than 32 pixels are zero-padded to 32.
"""

from functools import partial

import keras

from galaxybench.blocks.heads import connect_head
from galaxybench.blocks.padding import pad_to

FLOPS_PER_PIXEL = 180_000
NORMALIZATION = "torch"
WEIGHTS = {
    "imagenet": {
        "name": "convnext_tiny_notop.h5",
        "keras_folder": "convnext",
        "sha256": "d547c096cabd03329d7be5562c5e14798aa39ed24b474157cef5e85ab9e49ef1",
    }
}

application = partial(keras.applications.ConvNeXtTiny, include_preprocessing=False)


def _un_nested(
    layer: keras.Operation, *inputs: keras.KerasTensor, **options: object
) -> keras.KerasTensor:
    """Call a layer; a Sequential is replaced by copies of the layers inside it."""
    if not isinstance(layer, keras.Sequential):
        return layer(*inputs, **options)
    (x,) = inputs
    for inner in layer.layers:
        x = type(inner).from_config(inner.get_config())(x)
    return x


def build(
    inputs: keras.KerasTensor,
    classes: int,
    *,
    head: str = "average",
    dropout: float = 0.2,
) -> keras.KerasTensor:
    """Connect the net to `inputs`."""
    net = application(
        include_top=False,
        weights=None,
        # The last normalization follows the pooling, as in the paper.
        pooling="avg" if head == "average" else None,
        input_tensor=pad_to(inputs, 32),
    )
    net = keras.models.clone_model(net, net.input, call_function=_un_nested)
    return connect_head(net.output, classes, head, dropout)
