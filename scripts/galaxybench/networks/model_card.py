"""Class names and origin of a trained model, kept inside its own .keras file.

A .keras file is a zip archive, and the card is the comment of that archive. It stays
with the file when the file is copied. Keras reads only the members and ignores it.
"""

import json
import logging
import zipfile
from pathlib import Path
from typing import Any

from galaxybench.files import refuse_pointer

logger = logging.getLogger(__name__)

LONGEST = 65535  # bytes, the limit for the comment of a zip archive


def write_card(model: Path, card: dict[str, Any]) -> None:
    """Write a card into a saved model, replacing any earlier one.

    A card that is too long is left out with a warning, so that no training is lost.
    """
    comment = json.dumps({"galaxybench": card}).encode()
    if len(comment) > LONGEST:
        logger.warning("%s: the class names are too long to be kept in it", model)
        return
    with zipfile.ZipFile(model, "a") as archive:
        archive.comment = comment


def read_card(model: Path) -> dict[str, Any]:
    """Read a model's card, which is empty if galaxybench did not make the model.

    Raises:
        ValueError: if the file is not a .keras file.
    """
    refuse_pointer(model)
    try:
        with zipfile.ZipFile(model) as archive:
            comment = archive.comment
    except zipfile.BadZipFile as error:
        raise ValueError(
            f"{model} is not a .keras file, or was cut off: {error}"
        ) from error
    try:
        return dict(json.loads(comment)["galaxybench"])
    except (ValueError, KeyError, TypeError):
        return {}
