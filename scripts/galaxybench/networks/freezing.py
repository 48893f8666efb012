"""Which layers of a classifier are trained.

A classifier is normalization, backbone and head. The names of the head's layers start
with "head"; without such layers, the last layer with weights is the head. A frozen
batch normalization runs in inference mode: it uses its moving averages and does not
update them (Keras does so wherever `trainable` is False).
"""

import logging

import keras

from galaxybench.networks.normalization import LAST_LAYER

logger = logging.getLogger(__name__)


def head(classifier: keras.Model) -> list[keras.layers.Layer]:
    """List the layers after the backbone."""
    named = [layer for layer in classifier.layers if layer.name.startswith("head")]
    if named:
        return named
    last = max(n for n, layer in enumerate(classifier.layers) if layer.weights)
    return classifier.layers[last:]


def backbone(classifier: keras.Model) -> list[keras.layers.Layer]:
    """List the layers between normalization and head, in order."""
    names = [layer.name for layer in classifier.layers]
    first = names.index(LAST_LAYER) + 1 if LAST_LAYER in names else 1
    last = {layer.name for layer in head(classifier)}
    return [layer for layer in classifier.layers[first:] if layer.name not in last]


def freeze(classifier: keras.Model, what: str) -> None:
    """Freeze some layers of a classifier and make all others trainable, in place.

    `what` is "none"; "backbone"; "half": the first half of the backbone's layers,
    counting its input layer, like `layers[: len(layers) // 2]` of a Keras application;
    or the name of a layer: it and all layers before it.

    Raises:
        ValueError: if no layer has that name, or nothing is left to train.
    """
    layers = backbone(classifier)
    names = [layer.name for layer in layers]
    half = max((len(layers) + 1) // 2 - 1, 0)
    counts = {name: number for number, name in enumerate(names, 1)}
    counts |= {"none": 0, "half": half, "backbone": len(layers)}
    if what not in counts:
        raise ValueError(
            f"recipe key 'freeze': got {what!r}, use none, backbone, half or one of "
            f"the layers {', '.join(names)}"
        )
    count = counts[what]
    for layer in classifier.layers:
        layer.trainable = True
    for layer in layers[:count]:
        layer.trainable = False
    if not classifier.trainable_weights:
        raise ValueError(
            f"recipe key 'freeze': got {what!r}, which leaves nothing to train"
        )
    if count:
        logger.info("frozen: %d of %d layers of the backbone", count, len(layers))
