"""Images whose labels are likely wrong, each with the class that the models suggest."""

import math

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from galaxybench.figures import style, tiles
from galaxybench.figures.lettering import short

COLUMNS, ROWS = 6, 4
ROOM = style.WIDTH - 0.2
LETTERS = 27
"""Letters that fit below an image."""


def draw(
    table: pd.DataFrame,
    cubes: dict[tuple[str, str], np.ndarray],
    *,
    title: str,
    simulated: bool,
) -> Figure:
    """Draw a grid of images: given → suggested class, the least likely label first.

    `table` is as returned by `label_check.described`, of which the first COLUMNS * ROWS
    are drawn; `cubes` are (split, part) -> images (n, height, width, channels) uint8.
    """
    shown = table.head(COLUMNS * ROWS)
    side = tiles.side(next(iter(cubes.values())), ROOM, COLUMNS)
    figure = style.figure(
        style.TITLE + max(math.ceil(len(shown) / COLUMNS) * (side + 0.72), 0.6),
        f"Labels that may be wrong, given → suggested: {title}",
        simulated=simulated,
    )
    if shown.empty:
        figure.text(0.01, 0.3, "No label is suspected.", va="center")
        return figure
    rows = shown.to_dict("records")
    images = [cubes[row["split"], row["part"]][row["index"]] for row in rows]
    several = shown["split"].nunique() > 1
    texts = [_text(row, several) for row in rows]
    place = (0.1, style.TITLE, ROOM, side)
    tiles.captioned(figure, images, texts, COLUMNS, place, 7.5, 0.72)
    return figure


def _text(row: dict, several: bool) -> str:
    votes = round(row["share"] * row["runs"])
    where = f"{row['split']}, " if several else ""
    where += f"{row['part']} {row['index']}, "
    return (
        f"{short(row['given'], 26)}\n"
        f"→ {short(row['suggested'], 24)}\n"
        f"label {row['quality']:.2f}, {votes} of {row['runs']} runs\n"
        f"{where}{tiles.source(row, max(8, LETTERS - len(where)))}"
    )
