"""A classifier of raw pixels, and what is trained around it."""

from typing import Any

import keras

from galaxybench import augmentation as augment
from galaxybench import models
from galaxybench.normalization import normalize


def build_classifier(
    shape: tuple[int, int, int],
    classes: int,
    model: dict[str, Any],
    recipe: dict[str, Any],
    statistics: dict[str, Any],
) -> keras.Model:
    """Put normalization and architecture together.

    Args:
        shape: (height, width, channels).
        classes: number of classes.
        model: {"architecture": name, "options": {...}}.
        recipe: of which `normalization` matters.
        statistics: content of pixel_statistics.json.

    Returns:
        A model from (n, height, width, channels) raw pixels, uint8 or float, to
        (n, classes) float32 probabilities, of built-in Keras layers only.
    """
    pixels = keras.Input(tuple(shape), name="pixels")
    x = normalize(pixels, recipe["normalization"], statistics)
    y = models.build(model["architecture"], x, classes, **model["options"])
    return keras.Model(pixels, y, name=model["architecture"])


def build_trainable(
    classifier: keras.Model, augmentation: dict[str, Any], seed: int
) -> keras.Model:
    """Put augmentation, which no saved model has, before a classifier.

    Args:
        classifier: as `build_classifier` makes it; its weights are shared.
        augmentation: the recipe's `augmentation`.
        seed: of the augmentation's draws.

    Returns:
        A model that takes what `batches.Batches` gives.
    """
    inputs = x = keras.Input(classifier.input_shape[1:], name="raw_pixels")
    for layer in augment.layers(augmentation, seed):
        x = layer(x)
    if augmentation["mixup"]:
        partners = keras.Input((), dtype="int32", name="partners")
        shares = keras.Input((), name="shares")
        x = augment.Mix()(x, partners, shares)
        inputs = (inputs, partners, shares)
    return keras.Model(inputs, classifier(x))
