"""What a trained model must be told with, kept inside its own .keras file.

A .keras file is a zip archive, and the card is the archive's comment: it goes where the
file goes, and Keras, which reads members only, never sees it.
"""

import json
import logging
import zipfile
from pathlib import Path
from typing import Any

logger = logging.getLogger(__name__)

LONGEST = 65535  # bytes, the most that a zip archive's comment can have


def write_card(model: Path, card: dict[str, Any]) -> None:
    """Put a card into a saved model, instead of the one it has.

    One that is too long is left out, which is logged: no reason to lose a training.
    """
    comment = json.dumps({"galaxybench": card}).encode()
    if len(comment) > LONGEST:
        logger.warning("%s: the names of its classes are too long to be kept", model)
        return
    with zipfile.ZipFile(model, "a") as archive:
        archive.comment = comment


def read_card(model: Path) -> dict[str, Any]:
    """Read a model's card; an empty one where galaxybench did not make the model.

    Raises:
        ValueError: if the file is no .keras file.
    """
    try:
        with zipfile.ZipFile(model) as archive:
            comment = archive.comment
    except zipfile.BadZipFile as error:
        raise ValueError(f"{model} is not a .keras file: {error}") from error
    try:
        return dict(json.loads(comment)["galaxybench"])
    except (ValueError, KeyError, TypeError):
        return {}
