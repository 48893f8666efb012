"""DenseNet-121, in which every layer sees all earlier layers of its block.

Paper: Huang, Liu, van der Maaten, Weinberger 2016, arXiv 1608.06993.
Variant: DenseNet-BC of 121 layers, growth rate 32, as Keras has it, un-nested.
8,062,504 parameters at 224x224x3 with 1000 classes.
7,047,754 parameters at 69x69x3 with 10 classes.

Deviations from the paper: dropout before the last layer; batch normalization has
momentum 0.9 by default (Keras: 0.99). Images smaller than 32 pixels are zero-padded to
32.
"""

import keras

from galaxybench.blocks.applications import connect_application

FLOPS_PER_PIXEL = 110_000
NORMALIZATION = "torch"
WEIGHTS = {
    "imagenet": {
        "name": "densenet121_weights_tf_dim_ordering_tf_kernels_notop.h5",
        "keras_folder": "densenet",
        "md5": "30ee3e1110167f948a6b9946edeeb738",
    }
}

application = keras.applications.DenseNet121


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
