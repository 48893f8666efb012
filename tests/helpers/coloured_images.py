"""Images of one colour, for a model that tells colours apart."""

from pathlib import Path

import numpy as np
from PIL import Image

SIZE = 8
RED, GREEN, BLUE = (250, 0, 0), (0, 250, 0), (0, 0, 250)


def stack(*colours: tuple, size: int = SIZE) -> np.ndarray:
    """One image a colour, (n, size, size, channels) uint8."""
    return np.stack([np.full((size, size, len(c)), c, np.uint8) for c in colours])


def save(path: Path, colour: tuple, size: tuple[int, int] = (SIZE, SIZE)) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGBA" if len(colour) == 4 else "RGB", size, colour).save(path)
    return path


def answers(rows: list[dict]) -> list[tuple[str, str]]:
    return [(row["image"], row["class"]) for row in rows]
