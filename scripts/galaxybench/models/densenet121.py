"""DenseNet-121, every layer sees all that come before it in its block.

Paper: Huang, Liu, van der Maaten, Weinberger 2016, arXiv 1608.06993.
Variant: DenseNet-BC of 121 layers, growth rate 32, as Keras has it, un-nested.
8,062,504 parameters at 224x224x3 with 1000 classes.
7,047,754 parameters at 69x69x3 with 10 classes.

Deviations from the paper: dropout before the last layer; batch normalization has
momentum 0.9 by default (Keras: 0.99).
Images smaller than 32 pixels are zero-padded to 32.
"""

from typing import Any

import keras

from galaxybench.blocks.batch_norm import set_momentum
from galaxybench.blocks.heads import connect_head
from galaxybench.blocks.padding import pad_to

FLOPS_A_PIXEL = 110_000
NORMALIZATION = "torch"
WEIGHTS = {
    "imagenet": {
        "name": "densenet121_weights_tf_dim_ordering_tf_kernels_notop.h5",
        "urls": [
            "https://storage.googleapis.com/tensorflow/keras-applications/densenet/"
            "densenet121_weights_tf_dim_ordering_tf_kernels_notop.h5"
        ],
        "md5": "30ee3e1110167f948a6b9946edeeb738",
    }
}


def application(**options: Any) -> keras.Model:  # noqa: ANN401
    """Build the Keras application that the published weights belong to.

    Args:
        options: of `keras.applications.DenseNet121`.

    Returns:
        The application, with random weights.
    """
    return keras.applications.DenseNet121(weights=None, **options)


def build(
    inputs: keras.KerasTensor,
    classes: int,
    *,
    head: str = "average",
    dropout: float = 0.2,
    batch_norm_momentum: float = 0.9,
) -> keras.KerasTensor:
    """Connect the net to `inputs`.

    Args:
        inputs: (n, height, width, channels), normalized.
        classes: number of classes.
        head: before the last layer, "average" (global pooling) or "flatten".
        dropout: rate before the last layer; 0 leaves it out.
        batch_norm_momentum: of the moving averages; 0.99 is too slow for short runs.

    Returns:
        (n, classes) float32 probabilities.
    """
    net = application(include_top=False, input_tensor=pad_to(inputs, 32))
    set_momentum(net, batch_norm_momentum)
    return connect_head(net.output, classes, head, dropout)
