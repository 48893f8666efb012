"""AlexNet, winner of the ImageNet challenge of 2012.

Paper: Krizhevsky, Sutskever, Hinton 2012, doi:10.1145/3065386.
Variant: that of the source studies, for 256 pixels.
41,546,506 parameters at 256x256x3 with 10 classes.
4,846,346 parameters at 69x69x3 with 10 classes.

Deviations from the paper: batch normalization after each ReLU in place of local
response normalization; one hidden dense layer of 4096 units in place of two; no split
over two devices (no grouped convolutions). Images smaller than 67 pixels, the smallest
size that survives the third pooling, are zero-padded to 67.
"""

import keras
from keras import layers

from galaxybench.blocks.padding import pad_to

FLOPS_PER_PIXEL = 41_000


def build(
    inputs: keras.KerasTensor,
    classes: int,
    *,
    dropout: float = 0.5,
    batch_norm_momentum: float = 0.9,
) -> keras.KerasTensor:
    """Connect the net to `inputs`; `dropout` follows the hidden dense layer."""

    def convolution(
        x: keras.KerasTensor, filters: int, size: int, **options: object
    ) -> keras.KerasTensor:
        x = layers.Conv2D(filters, size, activation="relu", **options)(x)
        return layers.BatchNormalization(momentum=batch_norm_momentum)(x)

    x = pad_to(inputs, 67)
    x = convolution(x, 96, 11, strides=4)
    x = layers.MaxPooling2D(3, strides=2)(x)
    x = convolution(x, 256, 5, padding="same")
    x = layers.MaxPooling2D(3, strides=2)(x)
    x = convolution(x, 384, 3, padding="same")
    x = convolution(x, 384, 3, padding="same")
    x = convolution(x, 256, 3, padding="same")
    x = layers.MaxPooling2D(3, strides=2)(x)
    x = layers.Flatten()(x)
    x = layers.Dense(4096, activation="relu")(x)
    x = layers.Dropout(dropout)(x)
    return layers.Dense(classes, activation="softmax", dtype="float32")(x)
