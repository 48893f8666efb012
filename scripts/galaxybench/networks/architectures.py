"""Building of architectures by name: the name of their file in `models`."""

from importlib import import_module
from typing import Any

import keras


def build(
    architecture: str,
    inputs: keras.KerasTensor,
    classes: int,
    **options: Any,  # noqa: ANN401
) -> keras.KerasTensor:
    """Connect an architecture to normalized images (n, height, width, channels).

    `options` are those of the `build` in its file.

    Returns:
        Keras tensor (n, classes) of float32 probabilities.
    """
    module = import_module(f"galaxybench.models.{architecture}")
    return module.build(inputs, classes, **options)


def normalization(architecture: str) -> str:
    """Name the method of `normalization.normalize` that published weights expect."""
    module = import_module(f"galaxybench.models.{architecture}")
    return getattr(module, "NORMALIZATION", "rescale")
