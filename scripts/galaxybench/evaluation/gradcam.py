"""Class-activation maps: which part of an image supports a class.

Grad-CAM (Selvaraju et al. 2016, arXiv 1610.02391): a weighted sum of the channels of a
layer, with negative values set to zero. The weight of a channel is the gradient of the
class's score before the softmax, averaged over positions. The layer is the last one
that still has positions; the layers after it see the whole image at once.
"""

import logging
from pathlib import Path

import keras
import numpy as np
import pandas as pd
from keras import layers, ops

from galaxybench.evaluation.predictions_table import most_confident_errors
from galaxybench.files import replacing
from galaxybench.images.fits import open_cube
from galaxybench.machine import backends, internals
from galaxybench.networks.saved_models import load_model

logger = logging.getLogger(__name__)

IMAGES = 8
"""Images explained per run."""
# After these layers, position (i, j) is no longer that of the image.
MOVING = ("Reshape", "ZeroPadding2D")


def feature_map(classifier: keras.Model) -> keras.KerasTensor | None:
    """Find the last feature map on which everything after it depends.

    Returns:
        The output of the first convolution or of a later layer, (n, height, width,
        channels) with more than one position; None if there is no such layer, as in a
        network without convolutions. No layer of the classifier may be a model.
    """
    operations = classifier.operations
    place = {operation: number for number, operation in enumerate(operations)}
    uses = [internals.uses(operation)[0] for operation in operations]
    last_use = [0] * len(uses)
    for number, (inputs, _) in enumerate(uses):
        for tensor in inputs:
            last_use[place[internals.source(tensor)]] = number
    found, convolved, needed_until = None, False, 0
    for number, (operation, use) in enumerate(zip(operations, uses, strict=True)):
        weights = operation.weights if isinstance(operation, layers.Layer) else []
        convolved |= any(len(weight.shape) == 4 for weight in weights)
        result = use[1][0]
        if (
            convolved
            and needed_until <= number  # no earlier result is used after it
            and len(result.shape) == 4
            and result.shape[1] * result.shape[2] > 1
            and type(operation).__name__ not in MOVING
        ):
            found = result
        needed_until = max(needed_until, last_use[number])
    return found


def class_maps(
    classifier: keras.Model, images: np.ndarray, classes: np.ndarray
) -> np.ndarray:
    """Compute the maps of several classes of each image.

    Args:
        classifier: has a `feature_map`, and ends with a dense layer, or with an
            activation that turns scores into probabilities.
        images: (n, height, width, channels) uint8.
        classes: (n, m) int, the classes to explain.

    Returns:
        (n, m, height, width) float32, scaled so that the largest value of each map is
        1; a map is 0 everywhere if nothing supports the class.
    """
    tensor = feature_map(classifier)
    last = classifier.operations[-1]
    before_last = internals.uses(last)[0][0][0]
    body = keras.Model(classifier.input, tensor)
    head = keras.Model(tensor, before_last)
    chosen = ops.one_hot(classes.ravel(), classifier.output_shape[-1])

    def score(features: object) -> object:
        x = ops.cast(head(features, training=False), "float32")
        if isinstance(last, layers.Dense):
            x = ops.matmul(x, last.kernel) + last.bias
        return ops.sum(x * chosen)

    features = ops.repeat(body(images, training=False), classes.shape[1], axis=0)
    slopes = backends.gradient(score, features)
    features, slopes = (ops.cast(x, "float32") for x in (features, slopes))
    weights = ops.mean(slopes, axis=(1, 2), keepdims=True)
    maps = ops.relu(ops.sum(weights * features, axis=-1, keepdims=True))
    maps = _as_large_as(images, maps, _image_padding(classifier))
    highest = maps.max(axis=(1, 2), keepdims=True)
    scaled = np.divide(maps, highest, out=np.zeros_like(maps), where=highest > 0)
    return scaled.reshape(*classes.shape, *images.shape[1:3])


def _image_padding(classifier: keras.Model) -> tuple:
    """Return the padding around a small image, ((top, bottom), (left, right)).

    The layer of `blocks.padding` has the name that Keras gives it. The Keras
    applications name their own padding layers, which compensate for the edge that their
    first convolution loses.
    """
    for layer in classifier.layers:
        if layer.name.startswith("zero_padding2d"):
            return layer.padding
        if layer.weights:
            break
    return ((0, 0), (0, 0))


def _as_large_as(images: np.ndarray, maps: object, padding: tuple) -> np.ndarray:
    """Scale maps to the size of the padded images and remove the padding."""
    height, width = images.shape[1:3]
    (top, bottom), (left, right) = padding
    size = (height + top + bottom, width + left + right)
    large = ops.image.resize(maps, size, data_format="channels_last")
    large = ops.convert_to_numpy(large)
    return large[:, top : top + height, left : left + width, 0]


def explain(model: Path, test: Path, predictions: Path, output: Path) -> None:
    """Write the maps of a run's most confident errors.

    The .npz file holds arrays with one row per image: index, label, predicted,
    probability, and maps, (m, 2, height, width) uint8 for the predicted and the true
    class, scaled to a largest value of 255. `layer` is the name and size of the layer
    that they come from. Without such a layer, maps has no rows and `layer` is empty.
    """
    classifier, cube = load_model(model), open_cube(test)
    rows = most_confident_errors(pd.read_csv(predictions)).head(IMAGES)
    tensor = feature_map(classifier)
    maps, layer = np.zeros((0, 2, *cube.shape[1:3]), np.uint8), ""
    if tensor is None:
        logger.info("%s has no feature map: there is nothing to draw", model)
    else:
        _, height, width, _ = tensor.shape
        layer = f"{internals.source(tensor).name}, {height}×{width}"
        if len(rows):
            classes = rows[["predicted", "label"]].to_numpy()
            shares = class_maps(classifier, cube[rows["index"]], classes)
            maps = np.round(255 * shares).astype(np.uint8)
    with replacing(output) as partial, partial.open("wb") as file:
        np.savez_compressed(file, maps=maps, layer=layer, **rows)
