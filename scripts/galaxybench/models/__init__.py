"""Architectures, one file each: the file's name is the registry."""

from importlib import import_module
from typing import Any


def build(architecture: str, inputs: Any, classes: int, **options: Any) -> Any:  # noqa: ANN401
    """Connect `architecture` to the normalized image tensor `inputs`.

    Args:
        architecture: the name of a file of this folder.
        inputs: Keras tensor (n, height, width, channels), already normalized.
        classes: number of classes.
        options: keyword options of that file's own `build`.

    Returns:
        Keras tensor (n, classes) of float32 probabilities.
    """
    module = import_module(f"galaxybench.models.{architecture}")
    return module.build(inputs, classes, **options)


def normalization(architecture: str) -> str:
    """Name what the published weights of `architecture` expect of its input.

    Returns:
        A method of `normalization.normalize`; "rescale" where its file names none.
    """
    module = import_module(f"galaxybench.models.{architecture}")
    return getattr(module, "NORMALIZATION", "rescale")
