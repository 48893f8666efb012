"""VGG-16, thirteen 3x3 convolutions in five stages.

Paper: Simonyan, Zisserman 2014, arXiv 1409.1556.
Variant: configuration D of its table 1, as Keras has it, un-nested.
15,227,688 parameters at 224x224x3 with 1000 classes.
14,719,818 parameters at 256x256x3 with 10 classes.

Deviations from the paper: the three dense layers, with 124 of its 138 million
parameters, are left out: pooling or flattening, dropout and one softmax layer follow
the last stage.
Images smaller than 32 pixels are zero-padded to 32.
"""

from typing import Any

import keras

from galaxybench.blocks.heads import connect_head
from galaxybench.blocks.padding import pad_to

FLOPS_A_PIXEL = 610_000
NORMALIZATION = "caffe"
WEIGHTS = {
    "imagenet": {
        "name": "vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5",
        "urls": [
            "https://storage.googleapis.com/tensorflow/keras-applications/vgg16/"
            "vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5"
        ],
        "md5": "6d6bbae143d832006294945121d1f1fc",
    }
}


def application(**options: Any) -> keras.Model:  # noqa: ANN401
    """Build the Keras application that the published weights belong to.

    Args:
        options: of `keras.applications.VGG16`.

    Returns:
        The application, with random weights.
    """
    return keras.applications.VGG16(weights=None, **options)


def build(
    inputs: keras.KerasTensor,
    classes: int,
    *,
    head: str = "average",
    dropout: float = 0.2,
) -> keras.KerasTensor:
    """Connect the net to `inputs`.

    Args:
        inputs: (n, height, width, channels), normalized.
        classes: number of classes.
        head: before the last layer, "average" (global pooling) or "flatten".
        dropout: rate before the last layer; 0 leaves it out.

    Returns:
        (n, classes) float32 probabilities.
    """
    net = application(include_top=False, input_tensor=pad_to(inputs, 32))
    return connect_head(net.output, classes, head, dropout)
