"""VGG-16, thirteen 3x3 convolutions in five stages.

Paper: Simonyan, Zisserman 2014, arXiv 1409.1556.
Variant: configuration D of its table 1, as Keras has it, un-nested.
15,227,688 parameters at 224x224x3 with 1000 classes.
14,719,818 parameters at 256x256x3 with 10 classes.

Deviations from the paper: the three dense layers, with 124 of its 138 million
parameters, are left out: pooling or flattening, dropout and one softmax layer follow
the last stage. Images smaller than 32 pixels are zero-padded to 32.
"""

import keras

from galaxybench.blocks.applications import connect_application

FLOPS_PER_PIXEL = 610_000
NORMALIZATION = "caffe"
WEIGHTS = {
    "imagenet": {
        "name": "vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5",
        "keras_folder": "vgg16",
        "md5": "6d6bbae143d832006294945121d1f1fc",
    }
}

application = keras.applications.VGG16


def build(
    inputs: keras.KerasTensor,
    classes: int,
    *,
    head: str = "average",
    dropout: float = 0.2,
) -> keras.KerasTensor:
    """Connect the net to `inputs`; see `connect_application` for the arguments."""
    return connect_application(application, inputs, classes, head, dropout, minimum=32)
