"""Losses that a recipe can name."""

from typing import Any

import keras


def build(loss: dict[str, Any]) -> keras.losses.Loss:
    """Make the loss of a recipe.

    Cross-entropy, or with a gamma above 0 the focal loss (Lin et al. 2017, arXiv
    1708.02002), -(1 - p)^gamma log p, which gives more weight to images that are hard
    to classify. Its alpha is 1, since `class_weights` weights the classes. With
    smoothed or mixed labels it is the sum of such terms over the classes, each times
    the class's share of the label.

    Args:
        loss: the recipe's `loss`; its `class_weights` are part of the batches.

    Returns:
        A loss of one-hot labels and probabilities, both (n, classes).
    """
    if loss["focal_gamma"]:
        return keras.losses.CategoricalFocalCrossentropy(
            alpha=1.0,
            gamma=loss["focal_gamma"],
            label_smoothing=loss["label_smoothing"],
        )
    return keras.losses.CategoricalCrossentropy(label_smoothing=loss["label_smoothing"])
