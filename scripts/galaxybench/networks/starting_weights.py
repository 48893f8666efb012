"""Weights to start from: published ones, or those of a model that was trained before.

A file is first loaded into a net of its own kind and then copied layer by layer, in the
order of the layers, so that neither layer names nor image size matter. Only the head
may differ: it then keeps its random weights.

    .keras                a whole model of galaxybench or Keras
    .h5, .weights.h5      weights of the Keras application that an architecture is based
                          on, with or without its top of 1000 classes
"""

import inspect
import logging
from importlib import import_module
from pathlib import Path
from typing import Any

import keras

from galaxybench.files import refuse_pointer
from galaxybench.networks import freezing
from galaxybench.networks.saved_models import load_model

logger = logging.getLogger(__name__)


def load(classifier: keras.Model, model: dict[str, Any], path: Path) -> None:
    """Set a freshly built classifier to the weights of a file.

    `model` is {"architecture": name, "options": {...}} of the classifier.

    Raises:
        ValueError: if the weights do not fit the net or cannot be read.
    """
    source = _read(model, path)
    given, wanted = _weighted(source), _weighted(classifier)
    head = {layer.name for layer in freezing.head(classifier)}
    fresh = []
    for index, layer in enumerate(wanted):
        ours = _shapes(layer)
        theirs = _shapes(given[index]) if index < len(given) else None
        if ours == theirs:
            layer.set_weights(given[index].get_weights())
        elif layer.name in head:
            fresh.append(f"{layer.name} {ours}, the file has {theirs}")
        else:
            raise ValueError(
                f"{path}: does not fit {model['architecture']}: its layer {index + 1} "
                f"with weights, {layer.name!r}, has {ours}, the file has {theirs}; "
                "name weights of the same architecture and options"
            )
    copied = len(wanted) - len(fresh)
    logger.info("%s: %d of %d layers loaded", path, copied, len(wanted))
    for line in fresh:
        logger.info("not loaded, starts with random weights: %s", line)
    for layer in given[len(wanted) :]:
        logger.info("in the file but not used: %s %s", layer.name, _shapes(layer))


def _read(model: dict[str, Any], path: Path) -> keras.Model:
    """Load a file into a net of its own kind."""
    if path.suffix == ".keras":
        return load_model(path)
    module = import_module(f"galaxybench.models.{model['architecture']}")
    if not hasattr(module, "application"):
        raise ValueError(
            f"{path}: {model['architecture']} is not a Keras application, so it cannot "
            "load .h5 weights: use a .keras file of a trained model"
        )
    refuse_pointer(path)
    known = inspect.signature(module.application).parameters
    options = {key: value for key, value in model["options"].items() if key in known}
    reasons = []
    for top in (False, True):
        twin = module.application(include_top=top, weights=None, **options)
        try:
            twin.load_weights(path)
        # Keras and HDF5 may raise anything for a damaged file.
        except Exception as error:
            reasons.append(next(iter(str(error).splitlines()), type(error).__name__))
        else:
            return twin
    raise ValueError(
        f"{path}: does not fit {model['architecture']} with options "
        f"{model['options']}, neither without its top ({reasons[0]}) nor with it "
        f"({reasons[1]}): it is damaged, or of another architecture"
    )


def _weighted(net: keras.Model) -> list[keras.layers.Layer]:
    """List the layers with weights, in order; some applications nest models."""
    parts = (
        _weighted(layer) if isinstance(layer, keras.Model) else [layer]
        for layer in net.layers
    )
    return [layer for part in parts for layer in part if layer.weights]


def _shapes(layer: keras.layers.Layer) -> list[tuple[int, ...]]:
    return [tuple(weight.shape) for weight in layer.weights]
