"""MobileNetV3-Small, a net found by search for phones.

Paper: Howard et al. 2019, arXiv 1905.02244.
Variant: Keras' own, width 1, random initial weights, un-nested so that every layer is a
layer of the whole model.
2,554,968 parameters at 224x224x3 with 1000 classes.
1,540,218 parameters at 69x69x3 with 10 classes.

Deviations from Keras' own: batch normalization has momentum 0.9 by default (Keras:
0.999, too slow for short runs: validation stays at chance for hundreds of steps).
Images smaller than 32 pixels are zero-padded to 32.
"""

import keras
from keras import layers

from galaxybench.blocks.padding import pad_to


def build(
    inputs: keras.KerasTensor,
    classes: int,
    *,
    dropout: float = 0.2,
    batch_norm_momentum: float = 0.9,
) -> keras.KerasTensor:
    """Connect the net to `inputs`.

    Args:
        inputs: (n, height, width, channels), normalized.
        classes: number of classes.
        dropout: rate before the last layer.
        batch_norm_momentum: of the moving averages; 0.99 is too slow for short runs.

    Returns:
        (n, classes) float32 probabilities.
    """
    model = keras.applications.MobileNetV3Small(
        input_tensor=pad_to(inputs, 32),
        weights=None,
        classes=classes,
        dropout_rate=dropout,
        classifier_activation=None,
        include_preprocessing=False,
    )
    for layer in model.layers:
        if isinstance(layer, layers.BatchNormalization):
            layer.momentum = batch_norm_momentum
    return layers.Activation("softmax", dtype="float32")(model.output)
