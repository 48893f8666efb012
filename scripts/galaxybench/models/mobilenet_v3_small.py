"""MobileNetV3-Small, a net for phones, found by architecture search.

Paper: Howard et al. 2019, arXiv 1905.02244.
Variant: width 1, as Keras has it, un-nested.
1,516,120 parameters at 224x224x3 with 1000 classes.
944,890 parameters at 69x69x3 with 10 classes.

Deviations from the paper: the dense layer of 1024 units between pooling and the last
layer is left out, as in Keras' published weights without top; batch normalization has
momentum 0.9 by default (Keras: 0.999, with which validation stays at chance for
hundreds of steps). Images smaller than 32 pixels are zero-padded to 32.
"""

from functools import partial

import keras

from galaxybench.blocks.applications import connect_application

FLOPS_PER_PIXEL = 2_200
NORMALIZATION = "signed"
WEIGHTS = {
    "imagenet": {
        "name": "weights_mobilenet_v3_small_224_1.0_float_no_top_v2.h5",
        "keras_folder": "mobilenet_v3",
        "md5": "d3e8ec802a04aa4fc771ee12a9a9b836",
    }
}

application = partial(keras.applications.MobileNetV3Small, include_preprocessing=False)


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
