"""Inception-v3, blocks of parallel factorized convolutions.

Paper: Szegedy, Vanhoucke, Ioffe, Shlens, Wojna 2015, arXiv 1512.00567.
Variant: as Keras has it, un-nested.
23,851,784 parameters at 299x299x3 with 1000 classes.
21,823,274 parameters at 256x256x3 with 10 classes.

Deviations from the paper: no auxiliary classifier; batch normalization has momentum 0.9
by default (Keras: 0.99). Images smaller than 75 pixels are zero-padded to 75.
"""

import keras

from galaxybench.blocks.applications import connect_application

FLOPS_PER_PIXEL = 120_000
NORMALIZATION = "signed"
WEIGHTS = {
    "imagenet": {
        "name": "inception_v3_weights_tf_dim_ordering_tf_kernels_notop.h5",
        "keras_folder": "inception_v3",
        "md5": "bcbd6486424b2319ff4ef7d526e38f63",
    }
}

application = keras.applications.InceptionV3


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
