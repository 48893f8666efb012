"""EfficientNetV2-B0, fused and depthwise blocks found by search.

Paper: Tan, Le 2021, arXiv 2104.00298.
Variant: B0, as Keras has it, un-nested. Blocks are dropped at random while training, at
rates that rise to 0.2.
7,200,312 parameters at 224x224x3 with 1000 classes.
5,932,122 parameters at 69x69x3 with 10 classes.

Deviations from the paper: those of Keras, whose own momentum of batch normalization,
0.9, is the default here too; normalization is left to the recipe.
Images smaller than 32 pixels are zero-padded to 32.
"""

from typing import Any

import keras

from galaxybench.blocks.batch_norm import set_momentum
from galaxybench.blocks.heads import connect_head
from galaxybench.blocks.padding import pad_to

FLOPS_A_PIXEL = 29_000
NORMALIZATION = "torch"
WEIGHTS = {
    "imagenet": {
        "name": "efficientnetv2-b0_notop.h5",
        "urls": [
            "https://storage.googleapis.com/tensorflow/keras-applications/efficientnet_v2/"
            "efficientnetv2-b0_notop.h5"
        ],
        "md5": "893217f2bb855e2983157299931e43ff",
    }
}


def application(**options: Any) -> keras.Model:  # noqa: ANN401
    """Build the Keras application that the published weights belong to.

    Args:
        options: of `keras.applications.EfficientNetV2B0`.

    Returns:
        The application, with random weights.
    """
    return keras.applications.EfficientNetV2B0(
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
