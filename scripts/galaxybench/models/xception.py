"""Xception, separable convolutions with residual connections.

Paper: Chollet 2016, arXiv 1610.02357.
Variant: as Keras has it, un-nested.
22,910,480 parameters at 299x299x3 with 1000 classes.
20,881,970 parameters at 256x256x3 with 10 classes.

Deviations from the paper: batch normalization has momentum 0.9 by default (Keras:
0.99); dropout of 0.2 (the paper: 0.5 on ImageNet).
Images smaller than 71 pixels are zero-padded to 71.
"""

from typing import Any

import keras

from galaxybench.blocks.batch_norm import set_momentum
from galaxybench.blocks.heads import connect_head
from galaxybench.blocks.padding import pad_to

FLOPS_A_PIXEL = 180_000
NORMALIZATION = "signed"
WEIGHTS = {
    "imagenet": {
        "name": "xception_weights_tf_dim_ordering_tf_kernels_notop.h5",
        "urls": [
            "https://storage.googleapis.com/tensorflow/keras-applications/xception/"
            "xception_weights_tf_dim_ordering_tf_kernels_notop.h5"
        ],
        "md5": "b0042744bf5b25fce3cb969f33bebb97",
    }
}


def application(**options: Any) -> keras.Model:  # noqa: ANN401
    """Build the Keras application that the published weights belong to.

    Args:
        options: of `keras.applications.Xception`.

    Returns:
        The application, with random weights.
    """
    return keras.applications.Xception(weights=None, **options)


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
    net = application(include_top=False, input_tensor=pad_to(inputs, 71))
    set_momentum(net, batch_norm_momentum)
    return connect_head(net.output, classes, head, dropout)
