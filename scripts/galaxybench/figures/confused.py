"""The most confused pairs of classes, with images of each pair."""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from galaxybench.figures import style, tiles
from galaxybench.formats import certainty, percent, shortened

PAIRS, IMAGES = 6, 7


def draw(
    pairs: list[tuple[dict, pd.DataFrame]],
    cubes: dict[str, np.ndarray],
    classes: list[str],
    *,
    title: str,
    simulated: bool,
) -> Figure:
    """Draw one row per pair: the images that most runs take for the other class.

    Args:
        pairs: (row of `votes.confused`, its `votes.examples`), the most frequent first;
            the first PAIRS are drawn.
        cubes: split → (n, h, w, c) uint8, its test images, or a memory map of them.
        classes: the class names.
        title: the data from which the images come.
        simulated: whether the data are simulated.
    """
    height, width = next(iter(cubes.values())).shape[1:3]
    side = (style.WIDTH - 0.2) / IMAGES * height / width
    step = side + 0.7
    figure = style.figure(
        style.TITLE + max(step * len(pairs[:PAIRS]), 0.6),
        f"The classes that are confused most: {title}",
        simulated=simulated,
    )
    if not pairs:
        figure.text(0.01, 0.3, "No errors to show.", va="center")
    for line, (pair, images) in enumerate(pairs[:PAIRS]):
        top = style.TITLE + 0.25 + line * step
        panel = style.place(figure, 0.1, top, style.WIDTH - 0.2, side)
        names = [shortened(classes[pair[key]], 40) for key in ("label", "predicted")]
        panel.set_title(
            f"{' → '.join(names)}: {percent(pair['of_label'])} of the predictions for "
            f"the true class, {percent(pair['of_errors'])} of all errors, "
            f"{len(images):,} images",
            parse_math=False,
        )
        shown = images.head(IMAGES).to_dict("records")
        pixels = [cubes[image["split"]][image["index"]] for image in shown]
        texts = [_text(image, len(cubes) > 1) for image in shown]
        tiles.captioned(panel, pixels, texts, IMAGES, 7.5)
    return figure


def _text(image: dict, several: bool) -> str:
    votes = round(image["share"] * image["runs"])
    where = image["split"] if several else "test image"
    return (
        f"{certainty(image['probability'])}{votes} of {image['runs']} runs\n"
        f"{where} {image['index']}"
    )
