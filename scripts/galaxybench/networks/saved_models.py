"""Saving and loading of models, whose layers may be from this project.

Keras finds a layer that is not its own only if the module that defines it has been
imported. A saved model names the modules that it needs, so there is no list of them.
"""

import re
import zipfile
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

import keras

from galaxybench.files import refuse_pointer, replacing
from galaxybench.networks.model_card import write_card

BOMB_BYTES, BOMB_FACTOR = 1 << 30, 20
"""A file may unpack to the larger of these: bytes, or times its own size."""
REASON_LENGTH = 300
BLOCK = re.compile(r'"module":\s*"(galaxybench\.blocks\.\w+)"')


def save_model(model: keras.Model, path: Path, card: dict[str, Any]) -> None:
    """Save a model as a .keras file with a card, see `model_card`."""
    # Keras requires the name to end in .keras.
    with replacing(path, ending=".part.keras") as partial:
        model.save(partial)
        write_card(partial, card)


def load_model(path: Path) -> keras.Model:
    """Load a model from a .keras file, without its optimizer and loss.

    A model file is data: nothing in it is run. Keras refuses Lambda layers, and layers
    that are neither its own nor from `galaxybench.blocks`.

    Raises:
        OSError: there is no such file.
        ValueError: the file is damaged, or is not such a model; names the file.
    """
    refuse_pointer(path)
    try:
        with zipfile.ZipFile(path) as archive:
            _refuse_bomb(path, archive)
            config = archive.read("config.json").decode()
    # Python's zip reader raises many kinds of errors for a damaged archive.
    except Exception as error:
        raise ValueError(
            f"{path} is not a .keras file, or was cut off ({error}): use a model that "
            "a run has written, or delete it and run the same command again"
        ) from error
    for module in sorted({*BLOCK.findall(config)}):
        with suppress(ModuleNotFoundError):  # Keras names the layer that it lacks
            import_module(module)
    try:
        return keras.models.load_model(path, compile=False, safe_mode=True)
    # Keras may raise anything for a file that is not a model.
    except Exception as error:
        raise ValueError(
            f"{path} cannot be loaded as a model ({_reason(error)}): use a model of "
            "Keras' own layers or of galaxybench, or delete it and run the same "
            "command again if a run had written it"
        ) from error


def _reason(error: Exception) -> str:
    """Shorten a message of Keras, which may hold the configuration of a whole model."""
    text = str(error).rpartition("Exception encountered: ")[2]
    return " ".join(text.split())[:REASON_LENGTH] or type(error).__name__


def _refuse_bomb(path: Path, archive: zipfile.ZipFile) -> None:
    """Refuse an archive that unpacks to much more than its size.

    Keras stores weights without compression, and reads them into memory.
    """
    unpacked = sum(member.file_size for member in archive.infolist())
    if unpacked > max(BOMB_BYTES, BOMB_FACTOR * path.stat().st_size):
        raise ValueError(f"it would unpack to {unpacked} bytes")
