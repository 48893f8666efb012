"""Xception, separable convolutions with residual connections.

Paper: Chollet 2016, arXiv 1610.02357.
Variant: as Keras has it, un-nested.
22,910,480 parameters at 299x299x3 with 1000 classes.
20,881,970 parameters at 256x256x3 with 10 classes.

Deviations from the paper: batch normalization has momentum 0.9 by default (Keras:
0.99); dropout of 0.2 (the paper: 0.5 on ImageNet). Images smaller than 71 pixels are
zero-padded to 71.
"""

import keras

from galaxybench.blocks.applications import connect_application

FLOPS_PER_PIXEL = 180_000
NORMALIZATION = "signed"
WEIGHTS = {
    "imagenet": {
        "name": "xception_weights_tf_dim_ordering_tf_kernels_notop.h5",
        "keras_folder": "xception",
        "md5": "b0042744bf5b25fce3cb969f33bebb97",
    }
}

application = keras.applications.Xception


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
        application, inputs, classes, head, dropout, batch_norm_momentum, minimum=71
    )
