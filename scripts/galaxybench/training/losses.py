"""Losses that a recipe can name."""

from typing import Any

import keras

from galaxybench.training.dirichlet_multinomial import DirichletMultinomial


def build(loss: dict[str, Any]) -> keras.losses.Loss:
    """Make the loss of a recipe, from its `loss`.

    Cross-entropy, or with a gamma above 0 the focal loss (Lin et al. 2017, arXiv
    1708.02002), -(1 - p)^gamma log p, which gives more weight to images that are hard
    to classify. Its alpha is 1, since the `class_weights` are part of the batches. With
    smoothed or mixed labels it is the sum of such terms over the classes, each times
    the class's share of the label.

    Returns:
        A loss of labels, one-hot or fractions of votes, and probabilities, both
        (n, classes). Where `votes` is dirichlet_multinomial, of numbers of votes and
        concentrations.
    """
    if loss["votes"] == "dirichlet_multinomial":
        return DirichletMultinomial()
    smoothing, gamma = loss["label_smoothing"], loss["focal_gamma"]
    if gamma:
        return keras.losses.CategoricalFocalCrossentropy(1.0, gamma, False, smoothing)
    return keras.losses.CategoricalCrossentropy(label_smoothing=smoothing)
