"""Images side by side in one array: a hundred axes would take a minute to draw."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from galaxybench.figures import style
from galaxybench.figures.lettering import ending


def as_rgb(image: np.ndarray) -> np.ndarray:
    """Convert an image for drawing: (h, w, c) uint8 with any c → (h, w, 3) uint8."""
    if image.shape[-1] >= 3:
        return image[..., :3]
    return np.repeat(image.mean(axis=-1, keepdims=True).astype(np.uint8), 3, axis=-1)


def strip(images: list[np.ndarray], places: int, gap: int) -> np.ndarray:
    """Put images in a row on white, with gaps between them.

    Args:
        images: at most `places` images (h, w, c) uint8 of one shape.
        places: the number of places in the row.
        gap: pixels between two images.

    Returns:
        (h, places * (w + gap) - gap, 3) uint8.
    """
    height, width = images[0].shape[:2]
    row = np.full((height, places * (width + gap) - gap, 3), 255, np.uint8)
    for place, image in enumerate(images):
        left = place * (width + gap)
        row[:, left : left + width] = as_rgb(image)
    return row


def side(cube: np.ndarray, room: float, places: int) -> float:
    """Return the height in inches of images, `places` of them in `room` inches."""
    return room / places * cube.shape[1] / cube.shape[2]


def chosen(cubes: dict[str, np.ndarray], rows: pd.DataFrame) -> list[np.ndarray]:
    """Return the images that `rows` name by split and index."""
    return [
        cubes[split][index]
        for split, index in zip(rows["split"], rows["index"], strict=True)
    ]


def row(
    figure: Figure,
    images: list[np.ndarray],
    places: int,
    place: tuple[float, float, float, float],
    *,
    gap: int = 25,
    anchor: str = "NW",
) -> Axes:
    """Add axes at `place`, as in `style.place`, with a row of images as in `strip`.

    The gap between two images is 1 / `gap` of their width. Without images the axes are
    empty.
    """
    panel = style.place(figure, *place)
    panel.set_axis_off()
    if images:
        panel.imshow(strip(images, places, images[0].shape[1] // gap + 1))
        panel.set_anchor(anchor)
    return panel


def captioned(
    figure: Figure,
    images: list[np.ndarray],
    texts: list[str],
    places: int,
    place: tuple[float, float, float, float],
    size: float,
    below: float = 0.0,
) -> Axes:
    """Draw images line by line, with a few lines of text of `size` points below each.

    The first line is at `place`, and lines are `below` inches apart; the other
    arguments are as for `row`. Returns the axes of the first line.
    """
    left, top, room, high = place
    panels = []
    for line, start in enumerate(range(0, max(len(images), 1), places)):
        at = left, top + line * (high + below), room, high
        shown = images[start : start + places]
        panels.append(row(figure, shown, places, at, gap=16))
        for number, text in enumerate(texts[start : start + places]):
            height, width = shown[number].shape[:2]
            panels[-1].text(
                number * (width + width // 16 + 1),
                1.03 * height,
                text,
                va="top",
                fontsize=size,
                linespacing=1.25,
            )
    return panels[0]


def source(image: Mapping[str, Any], letters: int = 19) -> str:
    """Name an image by its file or catalog id, or by its row in the data source.

    Of a longer name, only the last `letters` are returned.
    """
    for key, value in image.items():
        if key == "file" or key.lower().endswith("id"):
            return ending(f"{key} {value}", letters)
    return f"source {image['source_index']}"
