"""Pictures inside a page, as addresses that hold their bytes."""

import base64
import io
import math

import numpy as np
from matplotlib.figure import Figure
from PIL import Image

from galaxybench.figures import style
from galaxybench.figures.tiles import as_rgb

LARGEST = 160
"""Pixels of the longer side of a small picture; larger images are reduced to it."""


def small(image: np.ndarray) -> dict[str, str | int]:
    """Embed an image (h, w, c) uint8 as WebP.

    Returns:
        `src`, `width` and `height` of an img element.
    """
    picture = Image.fromarray(as_rgb(image))
    picture.thumbnail((LARGEST, LARGEST), Image.Resampling.LANCZOS)
    buffer = io.BytesIO()
    picture.save(buffer, "webp", quality=85)
    return _element(buffer, "webp", picture.size)


def drawn(figure: Figure) -> dict[str, str | int]:
    """Embed a figure as PNG: `src`, `width` and `height` of an img element."""
    buffer = io.BytesIO()
    dpi = math.floor(style.PIXELS / max(figure.get_size_inches()))
    figure.savefig(buffer, format="png", dpi=dpi, metadata={"Software": None})
    with Image.open(buffer) as picture:
        return _element(buffer, "png", picture.size)


def _element(
    buffer: io.BytesIO, form: str, size: tuple[int, int]
) -> dict[str, str | int]:
    code = base64.b64encode(buffer.getvalue()).decode("ascii")
    width, height = size
    return {"src": f"data:image/{form};base64,{code}", "width": width, "height": height}
