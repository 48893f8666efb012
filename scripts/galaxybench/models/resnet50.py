"""ResNet-50, the residual net of sixteen bottleneck blocks.

Paper: He, Zhang, Ren, Sun 2015, arXiv 1512.03385.
Variant: 50 layers, as Keras has it, un-nested.
25,636,712 parameters at 224x224x3 with 1000 classes.
23,608,202 parameters at 256x256x3 with 10 classes.

Deviations from the paper: those of Keras (biases in the convolutions); batch
normalization has momentum 0.9 by default (Keras: 0.99). Images smaller than 32 pixels
are zero-padded to 32.
"""

import keras

from galaxybench.blocks.applications import connect_application

FLOPS_PER_PIXEL = 150_000
NORMALIZATION = "caffe"
WEIGHTS = {
    "imagenet": {
        "name": "resnet50_weights_tf_dim_ordering_tf_kernels_notop.h5",
        "keras_folder": "resnet",
        "md5": "4d473c1dd8becc155b73f8504c6f6626",
    }
}

application = keras.applications.ResNet50


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
