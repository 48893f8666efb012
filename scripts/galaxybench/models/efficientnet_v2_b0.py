"""EfficientNetV2-B0, fused and depthwise blocks found by search.

Paper: Tan, Le 2021, arXiv 2104.00298.
Variant: B0, as Keras has it, un-nested. Stochastic depth rises to 0.2.
7,200,312 parameters at 224x224x3 with 1000 classes.
5,932,122 parameters at 69x69x3 with 10 classes.

Deviations from the paper: those of Keras, whose momentum of batch normalization, 0.9,
is the default here too; the recipe chooses the normalization of the input. Images
smaller than 32 pixels are zero-padded to 32.
"""

from functools import partial

import keras

from galaxybench.blocks.applications import connect_application

FLOPS_PER_PIXEL = 29_000
NORMALIZATION = "torch"
WEIGHTS = {
    "imagenet": {
        "name": "efficientnetv2-b0_notop.h5",
        "keras_folder": "efficientnet_v2",
        "md5": "893217f2bb855e2983157299931e43ff",
    }
}

application = partial(keras.applications.EfficientNetV2B0, include_preprocessing=False)


def build(
    inputs: keras.KerasTensor,
    classes: int,
    *,
    head: str = "average",
    dropout: float = 0.2,
    batch_norm_momentum: float = 0.9,
) -> keras.KerasTensor:
    """Connect the net to `inputs`; see `connect_application` for the arguments."""
    return connect_application(
        application, inputs, classes, head, dropout, batch_norm_momentum, minimum=32
    )
