"""The convolutional net for Galaxy10 that astroNN ships.

Paper: Leung, Bovy 2019, arXiv 1808.04428 (astroNN); class `Galaxy10CNN` of its code,
which is its `Cifar10CNN` under another name. Variant: as there, for 69 pixels.
1,219,578 parameters at 69x69x3 with 10 classes.

Deviations from astroNN: none in the layers. Its inputs were divided by 255, which is
`normalization: rescale` here. The L2 penalty is part of the reported loss. Images
smaller than 4 pixels are zero-padded to 4.
"""

import keras
from keras import layers

from galaxybench.blocks.padding import pad_to

FLOPS_PER_PIXEL = 3_200
OPTIONS = {"l2": {"minimum": 0, "maximum": 1}}


def build(
    inputs: keras.KerasTensor, classes: int, *, dropout: float = 0.1, l2: float = 1e-4
) -> keras.KerasTensor:
    """Connect the net to `inputs`.

    `dropout` precedes each of the two hidden dense layers. `l2` is the penalty on the
    kernels of all layers but the last.
    """
    options = {
        "activation": "relu",
        "kernel_initializer": "he_normal",
        "kernel_regularizer": keras.regularizers.L2(l2),
    }
    x = pad_to(inputs, 4)
    x = layers.Conv2D(8, 3, padding="same", **options)(x)
    x = layers.Conv2D(16, 3, padding="same", **options)(x)
    x = layers.MaxPooling2D(4)(x)
    x = layers.Flatten()(x)
    x = layers.Dropout(dropout)(x)
    x = layers.Dense(256, **options)(x)
    x = layers.Dropout(dropout)(x)
    x = layers.Dense(128, kernel_constraint=keras.constraints.MaxNorm(2), **options)(x)
    return layers.Dense(classes, activation="softmax", dtype="float32")(x)
