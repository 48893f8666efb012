"""Inception-ResNet-v2, Inception blocks with residual connections.

Paper: Szegedy, Ioffe, Vanhoucke, Alemi 2016, arXiv 1602.07261.
Variant: as Keras has it, un-nested.
55,873,736 parameters at 299x299x3 with 1000 classes.

Deviations from the paper: those of Keras (the stem of Inception-v3 with one more
block); batch normalization has momentum 0.9 by default (Keras: 0.99). Images smaller
than 75 pixels are zero-padded to 75.
"""

import keras

from galaxybench.blocks.applications import connect_application

FLOPS_PER_PIXEL = 270_000
NORMALIZATION = "signed"
WEIGHTS = {
    "imagenet": {
        "name": "inception_resnet_v2_weights_tf_dim_ordering_tf_kernels_notop.h5",
        "keras_folder": "inception_resnet_v2",
        "md5": "d19885ff4a710c122648d3b5c3b684e4",
    }
}

application = keras.applications.InceptionResNetV2


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
        application, inputs, classes, head, dropout, batch_norm_momentum, minimum=75
    )
