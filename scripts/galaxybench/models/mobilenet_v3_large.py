"""MobileNetV3-Large, a net found by search for phones.

Paper: Howard et al. 2019, arXiv 1905.02244.
Variant: width 1, as Keras has it, un-nested.
3,957,352 parameters at 224x224x3 with 1000 classes.
3,005,962 parameters at 69x69x3 with 10 classes.

Deviations from the paper: the dense layer of 1280 units between pooling and the last
layer is left out, as in Keras' published weights without top; batch normalization has
momentum 0.9 by default (Keras: 0.999, too slow for short runs: validation stays at
chance for hundreds of steps).
Images smaller than 32 pixels are zero-padded to 32.
"""

from typing import Any

import keras

from galaxybench.blocks.batch_norm import set_momentum
from galaxybench.blocks.heads import connect_head
from galaxybench.blocks.padding import pad_to

FLOPS_A_PIXEL = 8_500
NORMALIZATION = "signed"
WEIGHTS = {
    "imagenet": {
        "name": "weights_mobilenet_v3_large_224_1.0_float_no_top_v2.h5",
        "urls": [
            "https://storage.googleapis.com/tensorflow/keras-applications/mobilenet_v3/"
            "weights_mobilenet_v3_large_224_1.0_float_no_top_v2.h5"
        ],
        "md5": "07fb09a5933dd0c8eaafa16978110389",
    }
}


def application(**options: Any) -> keras.Model:  # noqa: ANN401
    """Build the Keras application that the published weights belong to.

    Args:
        options: of `keras.applications.MobileNetV3Large`.

    Returns:
        The application, with random weights.
    """
    return keras.applications.MobileNetV3Large(
        weights=None, include_preprocessing=False, **options
    )


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
