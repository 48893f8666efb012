"""MobileNetV3-Small, a net found by search for phones.

Paper: Howard et al. 2019, arXiv 1905.02244.
Variant: width 1, as Keras has it, un-nested.
1,516,120 parameters at 224x224x3 with 1000 classes.
944,890 parameters at 69x69x3 with 10 classes.

Deviations from the paper: the dense layer of 1024 units between pooling and the last
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

FLOPS_A_PIXEL = 2_200
NORMALIZATION = "signed"
WEIGHTS = {
    "imagenet": {
        "name": "weights_mobilenet_v3_small_224_1.0_float_no_top_v2.h5",
        "urls": [
            "https://storage.googleapis.com/tensorflow/keras-applications/mobilenet_v3/"
            "weights_mobilenet_v3_small_224_1.0_float_no_top_v2.h5"
        ],
        "md5": "d3e8ec802a04aa4fc771ee12a9a9b836",
    }
}


def application(**options: Any) -> keras.Model:  # noqa: ANN401
    """Build the Keras application that the published weights belong to.

    Args:
        options: of `keras.applications.MobileNetV3Small`.

    Returns:
        The application, with random weights.
    """
    return keras.applications.MobileNetV3Small(
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
