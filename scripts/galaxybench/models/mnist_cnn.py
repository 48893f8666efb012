"""The small convolutional net for MNIST from the examples of Keras 2.

No paper: the net of the source study of handwritten digits, which follows the example
`mnist_cnn` of Keras 2.
Variant: two unpadded 3x3 convolutions of 32 and 64 channels, max pooling, one hidden
dense layer of 128 units.
1,199,882 parameters at 28x28x1 with 10 classes.
8,409,418 parameters at 69x69x3 with 10 classes.

Deviations from the study: none in the layers. Images smaller than 6 pixels are
zero-padded to 6.
"""

import keras
from keras import layers

from galaxybench.blocks.padding import pad_to

FLOPS_PER_PIXEL = 41_000
OPTIONS = {"convolution_dropout": {"minimum": 0, "exclusiveMaximum": 1}}


def build(
    inputs: keras.KerasTensor,
    classes: int,
    *,
    convolution_dropout: float = 0.25,
    dropout: float = 0.5,
) -> keras.KerasTensor:
    """Connect the net to `inputs`.

    `convolution_dropout` follows the pooling, `dropout` the hidden dense layer.
    """
    x = pad_to(inputs, 6)
    x = layers.Conv2D(32, 3, activation="relu")(x)
    x = layers.Conv2D(64, 3, activation="relu")(x)
    x = layers.MaxPooling2D(2)(x)
    if convolution_dropout:
        x = layers.Dropout(convolution_dropout)(x)
    x = layers.Flatten()(x)
    x = layers.Dense(128, activation="relu")(x)
    if dropout:
        x = layers.Dropout(dropout)(x)
    return layers.Dense(classes, activation="softmax", dtype="float32")(x)
