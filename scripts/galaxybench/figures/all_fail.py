"""Test images that every run got wrong, which may have wrong labels."""

import math

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from galaxybench.figures import style, tiles
from galaxybench.figures.lettering import short
from galaxybench.formats import certainty

COLUMNS, ROWS = 6, 4
ROOM = style.WIDTH - 0.2


def draw(
    table: pd.DataFrame,
    cubes: dict[str, np.ndarray],
    *,
    count: str,
    title: str,
    simulated: bool,
) -> Figure:
    """Draw a grid of images: true → commonest prediction, votes for it, and place.

    `table` is as returned by `votes.described`, of which the first COLUMNS * ROWS are
    drawn; `count` is the sentence on their number, as returned by `votes.fooled`.
    """
    shown = table.head(COLUMNS * ROWS)
    side = tiles.side(next(iter(cubes.values())), ROOM, COLUMNS)
    figure = style.figure(
        style.TITLE + max(math.ceil(len(shown) / COLUMNS) * (side + 0.72), 0.6),
        f"{count[0].upper()}{count[1:]}: {title}",
        simulated=simulated,
    )
    if shown.empty:
        figure.text(0.01, 0.3, "No image to show.", va="center")
        return figure
    texts = [_text(image, len(cubes) > 1) for image in shown.to_dict("records")]
    place = (0.1, style.TITLE, ROOM, side)
    tiles.captioned(
        figure, tiles.chosen(cubes, shown), texts, COLUMNS, place, 7.5, 0.72
    )
    return figure


def _text(image: dict, several: bool) -> str:
    votes = round(image["share"] * image["runs"])
    where = image["split"] if several else "image"
    return (
        f"{short(image['label'], 26)}\n"
        f"→ {short(image['predicted'], 24)}\n"
        f"{certainty(image['probability'])}{votes} of {image['runs']} runs\n"
        f"{where} {image['index']}, {tiles.source(image)}"
    )
