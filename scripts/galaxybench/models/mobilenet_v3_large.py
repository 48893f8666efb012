"""MobileNetV3-Large, a net for phones, found by architecture search.

Paper: Howard et al. 2019, arXiv 1905.02244.
Variant: width 1, as Keras has it, un-nested.
3,957,352 parameters at 224x224x3 with 1000 classes.
3,005,962 parameters at 69x69x3 with 10 classes.

Deviations from the paper: the dense layer of 1280 units between pooling and the last
layer is left out, as in Keras' published weights without top; batch normalization has
momentum 0.9 by default (Keras: 0.999, with which validation stays at chance for
hundreds of steps). Images smaller than 32 pixels are zero-padded to 32.
"""

from functools import partial

import keras

from galaxybench.blocks.applications import connect_application

FLOPS_PER_PIXEL = 8_500
NORMALIZATION = "signed"
WEIGHTS = {
    "imagenet": {
        "name": "weights_mobilenet_v3_large_224_1.0_float_no_top_v2.h5",
        "keras_folder": "mobilenet_v3",
        "md5": "07fb09a5933dd0c8eaafa16978110389",
    }
}

application = partial(keras.applications.MobileNetV3Large, include_preprocessing=False)


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
