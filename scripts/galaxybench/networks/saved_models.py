"""Saving and loading of models, whose layers may be from this project.

Keras finds a layer that is not its own only if the module that defines it has been
imported. A saved model names the modules that it needs, so there is no list of them.
"""

import re
import zipfile
from importlib import import_module
from pathlib import Path
from typing import Any

import keras

from galaxybench.files import replacing
from galaxybench.networks.model_card import write_card

BLOCK = re.compile(r'"module":\s*"(galaxybench\.blocks\.\w+)"')


def save_model(model: keras.Model, path: Path, card: dict[str, Any]) -> None:
    """Save a model as a .keras file with a card, see `model_card`."""
    # Keras requires the name to end in .keras.
    with replacing(path, ending=".part.keras") as partial:
        model.save(partial)
        write_card(partial, card)


def load_model(path: Path) -> keras.Model:
    """Load a model from a .keras file, without its optimizer and loss.

    Keras refuses layers that are neither its own nor from `galaxybench.blocks`.

    Raises:
        ValueError: if the file is not a .keras file.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            config = archive.read("config.json").decode()
    except (zipfile.BadZipFile, KeyError) as error:
        raise ValueError(
            f"{path} is not a .keras file ({error}): use a model that a run has written"
        ) from error
    for module in sorted({*BLOCK.findall(config)}):
        import_module(module)
    return keras.models.load_model(path, compile=False)
