"""A net without convolutions, the baseline of the source studies.

No paper. Variant: Flatten, Dense 128 with ReLU, softmax.
25,167,242 parameters at 256x256x3 with 10 classes.
1,829,642 parameters at 69x69x3 with 10 classes.
Works at any image size.
"""

import keras
from keras import layers

FLOPS_PER_PIXEL = 770
OPTIONS = {"units": {"minimum": 1, "maximum": 16_384}}


def build(
    inputs: keras.KerasTensor, classes: int, *, units: int = 128
) -> keras.KerasTensor:
    """Connect the net to `inputs`; `units` is the width of the hidden layer."""
    x = layers.Flatten()(inputs)
    x = layers.Dense(units, activation="relu")(x)
    return layers.Dense(classes, activation="softmax", dtype="float32")(x)
