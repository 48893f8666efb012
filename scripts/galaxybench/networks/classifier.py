"""A classifier of raw pixels: normalization and architecture, with its weights."""

from pathlib import Path
from typing import Any

import keras

from galaxybench.networks import architectures, starting_weights
from galaxybench.networks.normalization import normalize


def build_classifier(
    shape: tuple[int, int, int],
    classes: int,
    model: dict[str, Any],
    recipe: dict[str, Any],
    statistics: dict[str, Any],
    start: Path | None = None,
) -> keras.Model:
    """Build a classifier from normalization and architecture.

    Args:
        shape: (height, width, channels).
        classes: number of classes.
        model: {"architecture": name, "options": {...}}.
        recipe: only `normalization` and `precision` are used. The normalization always
            computes in float32.
        statistics: content of pixel_statistics.json.
        start: file of weights to start from; None starts from random ones.

    Returns:
        A model from (n, height, width, channels) raw pixels, uint8 or float, to
        (n, classes) float32 probabilities.

    Raises:
        ValueError: if the weights do not fit the net.
    """
    x = pixels = keras.Input(tuple(shape), name="pixels")
    # Published weights are for colour images: grey channels are repeated.
    if shape[-1] == 1 and start is not None and start.suffix == ".h5":
        x = keras.layers.Concatenate(name="repeat_grey")([pixels] * 3)
    method = recipe["normalization"]
    if method == "architecture":
        method = architectures.normalization(model["architecture"])
    x = normalize(x, method, statistics)
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy(recipe["precision"])
    try:
        y = architectures.build(model["architecture"], x, classes, **model["options"])
    finally:
        keras.config.set_dtype_policy(before)
    classifier = keras.Model(pixels, y, name=model["architecture"])
    if start is not None:
        starting_weights.load(classifier, model, start)
    return classifier
