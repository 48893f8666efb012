"""The most confused pairs of classes, with images of each pair."""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from galaxybench.figures import style, tiles
from galaxybench.figures.lettering import short
from galaxybench.formats import certainty, percent

PAIRS, IMAGES = 6, 7


def draw(
    pairs: list[tuple[dict, pd.DataFrame]],
    cubes: dict[str, np.ndarray],
    classes: list[str],
    *,
    title: str,
    simulated: bool,
) -> Figure:
    """Draw one row per pair: the images that most runs mistake for the other class.

    `pairs` are (row of `votes.confused`, its `votes.examples`), the most frequent
    first; the first PAIRS are drawn.
    """
    room = style.WIDTH - 0.2
    side = tiles.side(next(iter(cubes.values())), room, IMAGES)
    step = side + 0.7
    figure = style.figure(
        style.TITLE + max(step * len(pairs[:PAIRS]), 0.6),
        f"The classes that are confused most: {title}",
        simulated=simulated,
    )
    if not pairs:
        figure.text(0.01, 0.3, "No errors to show.", va="center")
    for line, (pair, images) in enumerate(pairs[:PAIRS]):
        shown = images.head(IMAGES)
        texts = [_text(image, len(cubes) > 1) for image in shown.to_dict("records")]
        place = (0.1, style.TITLE + 0.25 + line * step, room, side)
        panel = tiles.captioned(
            figure, tiles.chosen(cubes, shown), texts, IMAGES, place, 7.5
        )
        names = [short(classes[pair[key]], 40) for key in ("label", "predicted")]
        panel.set_title(
            f"{' → '.join(names)}: {percent(pair['of_label'])} of the predictions for "
            f"the true class, {percent(pair['of_errors'])} of all errors, "
            f"{len(images):,} images",
        )
    return figure


def _text(image: dict, several: bool) -> str:
    votes = round(image["share"] * image["runs"])
    where = image["split"] if several else "test image"
    return (
        f"{certainty(image['probability'])}{votes} of {image['runs']} runs\n"
        f"{where} {image['index']}"
    )
