"""Loading of saved models, whose layers may be of this project.

Keras finds a layer that is not its own only when the module that defines it has been
imported. Which modules a model needs is written in it, so that nothing here names them.
"""

import json
import re
import zipfile
from importlib import import_module
from pathlib import Path

import keras

BLOCK = re.compile(r"galaxybench\.blocks\.\w+")


def load_model(path: Path) -> keras.Model:
    """Load a saved model, without its optimizer and loss.

    Args:
        path: a .keras file.

    Returns:
        The model; other layers than those of Keras and of `galaxybench.blocks` are
        refused by Keras.

    Raises:
        ValueError: if the file is no .keras file.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            config = json.loads(archive.read("config.json"))
    except (zipfile.BadZipFile, KeyError, json.JSONDecodeError) as error:
        raise ValueError(
            f"{path} is no .keras file ({error}): give a model that a run has written"
        ) from error
    for module in sorted(_modules(config)):
        if BLOCK.fullmatch(module):
            import_module(module)
    return keras.models.load_model(path, compile=False)


def _modules(config: dict | list | str | float | None) -> set[str]:
    """Modules that a model's configuration names, at any depth."""
    if isinstance(config, list):
        return set().union(*map(_modules, config))
    if not isinstance(config, dict):
        return set()
    module = config.get("module")
    found = {module} if isinstance(module, str) else set()
    return found.union(*map(_modules, config.values()))
