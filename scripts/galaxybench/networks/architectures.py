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
    """Connect `architecture` to the normalized image tensor `inputs`.

    Args:
        architecture: the name of a file of `models`.
        inputs: Keras tensor (n, height, width, channels), already normalized.
        classes: number of classes.
        options: keyword arguments of that file's `build`.

    Returns:
        Keras tensor (n, classes) of float32 probabilities.
    """
    module = import_module(f"galaxybench.models.{architecture}")
    return module.build(inputs, classes, **options)


def normalization(architecture: str) -> str:
    """Name the normalization that published weights of `architecture` expect.

    Returns:
        A method of `normalization.normalize`; "rescale" if its file names none.
    """
    module = import_module(f"galaxybench.models.{architecture}")
    return getattr(module, "NORMALIZATION", "rescale")
