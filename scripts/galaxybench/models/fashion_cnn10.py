"""Architecture 10 of the source study of three kinds of clothing, and its proposal.

No paper: the tenth of the nets that the source study of Fashion-MNIST in three classes
compared. With `dropout: 0.2` it is the net that the study proposes.
Variant: unpadded 3x3 convolutions of 32, 64 and 128 channels with ReLU, each followed
by a pooling of 2 (max, average, average), batch normalization after the second, one
hidden dense layer of 128 units.
109,827 parameters at 28x28x1 with 3 classes.
684,746 parameters at 69x69x3 with 10 classes.

Deviations from the study: softmax on the output layer, where the study had ReLU, which
gives no probabilities and no gradient once all outputs are 0; the average poolings have
the size 2 that the study's code left out; batch normalization has momentum 0.9 by
default (the study: Keras' 0.99). Images smaller than 22 pixels are zero-padded to 22.
"""

import keras
from keras import layers

from galaxybench.blocks.padding import pad_to

FLOPS_PER_PIXEL = 19_000


def build(
    inputs: keras.KerasTensor,
    classes: int,
    *,
    dropout: float = 0.0,
    batch_norm_momentum: float = 0.9,
) -> keras.KerasTensor:
    """Connect the net to `inputs`; `dropout` follows the first two poolings."""
    x = pad_to(inputs, 22)
    x = layers.Conv2D(32, 3, activation="relu")(x)
    x = layers.MaxPooling2D(2)(x)
    if dropout:
        x = layers.Dropout(dropout)(x)
    x = layers.Conv2D(64, 3, activation="relu")(x)
    x = layers.AveragePooling2D(2)(x)
    if dropout:
        x = layers.Dropout(dropout)(x)
    x = layers.BatchNormalization(momentum=batch_norm_momentum)(x)
    x = layers.Conv2D(128, 3, activation="relu")(x)
    x = layers.AveragePooling2D(2)(x)
    x = layers.Flatten()(x)
    x = layers.Dense(128, activation="relu")(x)
    return layers.Dense(classes, activation="softmax", dtype="float32")(x)
