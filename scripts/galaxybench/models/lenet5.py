"""LeNet-5, the convolutional net that read handwritten digits.

Paper: LeCun, Bottou, Bengio, Haffner 1998, doi:10.1109/5.726791.
Variant: the one of the source studies, tanh and average pooling.
61,706 parameters at 32x32x1 with 10 classes.
7,158,326 parameters at 256x256x3 with 10 classes.

Deviations from the paper: every map of the second convolution is connected to all six
maps of the first; the poolings have no trainable gain and bias; softmax replaces the
radial basis output. Images smaller than 16 pixels are zero-padded to 16.
"""

import keras
from keras import layers

from galaxybench.blocks.padding import pad_to

FLOPS_PER_PIXEL = 2_200


def build(inputs: keras.KerasTensor, classes: int) -> keras.KerasTensor:
    """Connect the net to `inputs`."""
    x = pad_to(inputs, 16)
    x = layers.Conv2D(6, 5, activation="tanh")(x)
    x = layers.AveragePooling2D(2)(x)
    x = layers.Conv2D(16, 5, activation="tanh")(x)
    x = layers.AveragePooling2D(2)(x)
    x = layers.Flatten()(x)
    x = layers.Dense(120, activation="tanh")(x)
    x = layers.Dense(84, activation="tanh")(x)
    return layers.Dense(classes, activation="softmax", dtype="float32")(x)
