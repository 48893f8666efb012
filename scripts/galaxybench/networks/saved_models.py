"""Saving and loading of models, whose layers may be from this project.

Keras finds a layer that is not its own only if the module that defines it has been
imported. A saved model names the modules that it needs, so there is no list of them.
"""

import json
import re
import zipfile
from importlib import import_module
from pathlib import Path
from typing import Any

import keras

from galaxybench.files import replacing
from galaxybench.networks.model_card import write_card

BLOCK = re.compile(r"galaxybench\.blocks\.\w+")


def save_model(model: keras.Model, path: Path, card: dict[str, Any]) -> None:
    """Save a model with its card.

    Args:
        model: any Keras model.
        path: the .keras file to write.
        card: what `model_card.write_card` keeps in the file.
    """
    with replacing(path) as partial:
        # Keras requires the name to end in .keras.
        named = partial.with_suffix(".keras")
        model.save(named)
        write_card(named, card)
        named.replace(partial)


def load_model(path: Path) -> keras.Model:
    """Load a saved model, without its optimizer and loss.

    Args:
        path: a .keras file.

    Returns:
        The model. Keras refuses layers that are neither its own nor from
        `galaxybench.blocks`.

    Raises:
        ValueError: if the file is not a .keras file.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            config = json.loads(archive.read("config.json"))
    except (zipfile.BadZipFile, KeyError, json.JSONDecodeError) as error:
        raise ValueError(
            f"{path} is not a .keras file ({error}): use a model that a run has written"
        ) from error
    for module in sorted(_modules(config)):
        if BLOCK.fullmatch(module):
            import_module(module)
    return keras.models.load_model(path, compile=False)


def _modules(config: dict | list | str | float | None) -> set[str]:
    """Find the modules that a model's configuration names, at any depth."""
    if isinstance(config, list):
        return set().union(*map(_modules, config))
    if not isinstance(config, dict):
        return set()
    module = config.get("module")
    found = {module} if isinstance(module, str) else set()
    return found.union(*map(_modules, config.values()))
