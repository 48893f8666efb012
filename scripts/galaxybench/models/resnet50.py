"""ResNet-50, the residual net of sixteen bottleneck blocks.

Paper: He, Zhang, Ren, Sun 2015, arXiv 1512.03385.
Variant: 50 layers, as Keras has it, un-nested.
25,636,712 parameters at 224x224x3 with 1000 classes.
23,608,202 parameters at 256x256x3 with 10 classes.

Deviations from the paper: those of Keras (biases in the convolutions); batch
normalization has momentum 0.9 by default (Keras: 0.99).
Images smaller than 32 pixels are zero-padded to 32.
"""

from typing import Any

import keras

from galaxybench.blocks.batch_norm import set_momentum
from galaxybench.blocks.heads import connect_head
from galaxybench.blocks.padding import pad_to

FLOPS_A_PIXEL = 150_000
NORMALIZATION = "caffe"
WEIGHTS = {
    "imagenet": {
        "name": "resnet50_weights_tf_dim_ordering_tf_kernels_notop.h5",
        "urls": [
            "https://storage.googleapis.com/tensorflow/keras-applications/resnet/"
            "resnet50_weights_tf_dim_ordering_tf_kernels_notop.h5"
        ],
        "md5": "4d473c1dd8becc155b73f8504c6f6626",
    }
}


def application(**options: Any) -> keras.Model:  # noqa: ANN401
    """Build the Keras application that the published weights belong to.

    Args:
        options: of `keras.applications.ResNet50`.

    Returns:
        The application, with random weights.
    """
    return keras.applications.ResNet50(weights=None, **options)


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
