"""A classifier of raw pixels: stretch, normalization, architecture, and weights."""

from pathlib import Path
from typing import Any

import keras

from galaxybench.networks import architectures, starting_weights
from galaxybench.networks.concentrations import with_concentrations
from galaxybench.networks.normalization import normalize
from galaxybench.networks.stretch import Stretch


def build_classifier(
    shape: tuple[int, int, int],
    classes: int,
    model: dict[str, Any],
    recipe: dict[str, Any],
    statistics: dict[str, Any],
    start: Path | None = None,
) -> keras.Model:
    """Build a classifier from stretch, normalization and architecture.

    Args:
        shape: (height, width, channels).
        classes: number of classes.
        model: {"architecture": name, "options": {...}}.
        recipe: only `stretch`, `normalization`, `precision` and `loss.votes` are used.
            The first two always compute in float32.
        statistics: content of pixel_statistics.json.
        start: file of weights to start from; None starts from random ones.

    Returns:
        A model from (n, height, width, channels) raw pixels, uint8 or fluxes, to
        (n, classes) float32 probabilities.

    Raises:
        ValueError: if the weights do not fit the net, or the recipe the images.
    """
    x = pixels = keras.Input(tuple(shape), name="pixels")
    stretch = Stretch.of_recipe(recipe["stretch"], statistics)
    if stretch is not None:
        x = stretch.layers(x)
    published = start is not None and start.suffix == ".h5"
    if published and shape[-1] not in (1, 3):
        raise ValueError(
            f"recipe key 'weights': {start} is for colour images of three channels, "
            f"but these have {shape[-1]} bands: choose three, as in `bands: [0, 1, 2]` "
            "of the data set, or use `weights: none`"
        )
    # Published weights are for colour images: grey channels are repeated.
    if shape[-1] == 1 and published:
        x = keras.layers.Concatenate(name="repeat_grey")([x] * 3)
    method = recipe["normalization"]
    if method == "architecture":
        method = architectures.normalization(model["architecture"])
    x = normalize(x, method, statistics, stretch)
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy(recipe["precision"])
    try:
        y = architectures.build(model["architecture"], x, classes, **model["options"])
    finally:
        keras.config.set_dtype_policy(before)
    if recipe["loss"]["votes"] == "dirichlet_multinomial":
        y = with_concentrations(y, model["architecture"])
    classifier = keras.Model(pixels, y, name=model["architecture"])
    if start is not None:
        starting_weights.load(classifier, model, start)
    return classifier
