"""Inception-ResNet-v2, Inception blocks with residual connections.

Paper: Szegedy, Ioffe, Vanhoucke, Alemi 2016, arXiv 1602.07261.
Variant: as Keras has it, un-nested.
55,873,736 parameters at 299x299x3 with 1000 classes.

Deviations from the paper: those of Keras (its own stem, that of Inception-v3 with one
more block); batch normalization has momentum 0.9 by default (Keras: 0.99).
Images smaller than 75 pixels are zero-padded to 75.
"""

from typing import Any

import keras

from galaxybench.blocks.batch_norm import set_momentum
from galaxybench.blocks.heads import connect_head
from galaxybench.blocks.padding import pad_to

FLOPS_A_PIXEL = 270_000
NORMALIZATION = "signed"
WEIGHTS = {
    "imagenet": {
        "name": "inception_resnet_v2_weights_tf_dim_ordering_tf_kernels_notop.h5",
        "urls": [
            "https://storage.googleapis.com/tensorflow/keras-applications/inception_resnet_v2/"
            "inception_resnet_v2_weights_tf_dim_ordering_tf_kernels_notop.h5"
        ],
        "md5": "d19885ff4a710c122648d3b5c3b684e4",
    }
}


def application(**options: Any) -> keras.Model:  # noqa: ANN401
    """Build the Keras application that the published weights belong to.

    Args:
        options: of `keras.applications.InceptionResNetV2`.

    Returns:
        The application, with random weights.
    """
    return keras.applications.InceptionResNetV2(weights=None, **options)


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
    net = application(include_top=False, input_tensor=pad_to(inputs, 75))
    set_momentum(net, batch_norm_momentum)
    return connect_head(net.output, classes, head, dropout)
