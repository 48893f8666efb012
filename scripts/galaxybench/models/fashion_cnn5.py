"""Architecture 5 of the source study of three kinds of clothing.

No paper: the fifth of the nets that the source study of Fashion-MNIST in three classes
compared.
Variant: unpadded 3x3 convolutions of 32, 64 and 128 channels with ReLU, a max and an
average pooling of 2 between them, one hidden dense layer of 64 units.
166,659 parameters at 28x28x1 with 3 classes.
1,478,410 parameters at 69x69x3 with 10 classes.

Deviations from the study: softmax on the output layer, where the study had ReLU, which
gives no probabilities and no gradient once all outputs are 0; the average pooling has
the size 2 that the study's code left out. Images smaller than 18 pixels are zero-padded
to 18.
"""

import keras
from keras import layers

from galaxybench.blocks.padding import pad_to

FLOPS_PER_PIXEL = 19_000


def build(
    inputs: keras.KerasTensor, classes: int, *, dropout: float = 0.2
) -> keras.KerasTensor:
    """Connect the net to `inputs`; `dropout` precedes the hidden dense layer."""
    x = pad_to(inputs, 18)
    x = layers.Conv2D(32, 3, activation="relu")(x)
    x = layers.MaxPooling2D(2)(x)
    x = layers.Conv2D(64, 3, activation="relu")(x)
    x = layers.AveragePooling2D(2)(x)
    x = layers.Conv2D(128, 3, activation="relu")(x)
    x = layers.Flatten()(x)
    if dropout:
        x = layers.Dropout(dropout)(x)
    x = layers.Dense(64, activation="relu")(x)
    return layers.Dense(classes, activation="softmax", dtype="float32")(x)
