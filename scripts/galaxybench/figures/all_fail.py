"""Test images that every run got wrong, which may have wrong labels."""

import math

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from galaxybench.figures import style, tiles
from galaxybench.formats import certainty, shortened

COLUMNS, ROWS = 6, 4


def draw(
    table: pd.DataFrame,
    cubes: dict[str, np.ndarray],
    *,
    count: str,
    title: str,
    simulated: bool,
) -> Figure:
    """Draw a grid of images: true → commonest prediction, votes for it, and place.

    Args:
        table: as from `votes.described`; the first COLUMNS * ROWS are drawn.
        cubes: split → (n, h, w, c) uint8, its test images, or a memory map of them.
        count: the sentence on their number, as from `votes.fooled`.
        title: the data from which the images come.
        simulated: whether the data are simulated.
    """
    shown = table.head(COLUMNS * ROWS).to_dict("records")
    height, width = next(iter(cubes.values())).shape[1:3]
    side = (style.WIDTH - 0.2) / COLUMNS * height / width
    step = side + 0.72
    lines = math.ceil(len(shown) / COLUMNS)
    figure = style.figure(
        style.TITLE + max(lines * step, 0.6),
        f"{count[0].upper()}{count[1:]}: {title}",
        simulated=simulated,
    )
    if not shown:
        figure.text(0.01, 0.3, "No image to show.", va="center")
    for line, start in enumerate(range(0, len(shown), COLUMNS)):
        panel = style.place(
            figure, 0.1, style.TITLE + line * step, style.WIDTH - 0.2, side
        )
        row = shown[start : start + COLUMNS]
        pixels = [cubes[image["split"]][image["index"]] for image in row]
        texts = [_text(image, len(cubes) > 1) for image in row]
        tiles.captioned(panel, pixels, texts, COLUMNS, 7.5)
    return figure


def _text(image: dict, several: bool) -> str:
    votes = round(image["share"] * image["runs"])
    where = image["split"] if several else "image"
    return (
        f"{shortened(image['label'], 26)}\n"
        f"→ {shortened(image['predicted'], 24)}\n"
        f"{certainty(image['probability'])}{votes} of {image['runs']} runs\n"
        f"{where} {image['index']}, {_source(image)}"
    )


def _source(image: dict) -> str:
    """Name an image by its file or catalog id, or by its row in the data source."""
    for key, value in image.items():
        if key == "file" or key.lower().endswith("id"):
            name = f"{key} {value}"
            return name if len(name) <= 19 else f"…{name[-18:]}"
    return f"source {image['source_index']}"
