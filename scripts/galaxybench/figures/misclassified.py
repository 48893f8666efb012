"""The most confident errors of every model, which are often wrong labels."""

import math

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from galaxybench.evaluation.predictions_table import most_confident_errors
from galaxybench.evaluation.rows import Key, Row
from galaxybench.figures import style, tiles
from galaxybench.formats import certainty, shortened

IMAGES = 6
"""Errors shown per model."""


def most_confident(rows: list[Row]) -> dict[Key, pd.DataFrame]:
    """Find the most confident errors of each (recipe, model), each image once.

    Args:
        rows: with predictions; without probabilities the first errors are taken.

    Returns:
        (recipe, model) → at most IMAGES rows, highest probability first, with the
        columns index, label, predicted, probability and split.
    """
    errors: dict[Key, list[pd.DataFrame]] = {}
    for row in rows:
        own = most_confident_errors(row.predictions).assign(split=row.run.split)
        errors.setdefault(row.key, []).append(own)
    return {
        key: pd.concat(tables)
        .sort_values("probability", ascending=False, kind="stable")
        .drop_duplicates(["split", "index"])
        .head(IMAGES)
        for key, tables in errors.items()
    }


def numbers(errors: dict[Key, pd.DataFrame], classes: list[str]) -> pd.DataFrame:
    """List the errors; the arguments are as in `draw`.

    Returns:
        One row per error: recipe, model, split, index (the row in test.fits), the true
        and the predicted class, and the probability of the latter.
    """
    rows = pd.concat(
        [
            own.assign(recipe=recipe, model=model)
            for (recipe, model), own in errors.items()
        ]
    )
    named = rows.assign(
        true=[classes[label] for label in rows["label"]],
        predicted=[classes[label] for label in rows["predicted"]],
    )
    columns = ["recipe", "model", "split", "index", "true", "predicted", "probability"]
    return named[columns]


def draw(
    errors: dict[Key, pd.DataFrame],
    cubes: dict[str, np.ndarray],
    classes: list[str],
    *,
    title: str,
    simulated: bool,
) -> Figure:
    """Draw one row per (recipe, model): image, true → predicted, probability, index.

    Args:
        errors: as from `most_confident`.
        cubes: split → (n, h, w, c) uint8, its test images, or a memory map of them.
        classes: the class names.
        title: the data from which the images come.
        simulated: whether the data are simulated.
    """
    several = len({recipe for recipe, _ in errors}) > 1
    columns = 1 if len(errors) <= 6 else 2
    images, letters = (IMAGES, 26) if columns == 1 else (4, 22)
    height, width = next(iter(cubes.values())).shape[1:3]
    block = style.WIDTH / columns
    side = (block - 0.15) / images * height / width
    step = side + 0.9
    figure = style.figure(
        style.TITLE + math.ceil(len(errors) / columns) * step,
        f"The most confident errors of every model: {title}",
        simulated=simulated,
    )
    for number, ((recipe, model), rows) in enumerate(errors.items()):
        left = 0.1 + number % columns * block
        top = style.TITLE + 0.25 + number // columns * step
        panel = style.place(figure, left, top, block - 0.15, side)
        panel.set_axis_off()
        panel.set_title(f"{model}, {recipe}" if several else model)
        if rows.empty:
            panel.text(0, 0.9, "no errors on the test images", va="top")
            continue
        shown = _named(rows.head(images))
        texts = []
        for row in shown:
            where = f"{row.split} " if len(cubes) > 1 else "test image "
            texts.append(
                f"{shortened(classes[row.label], letters)}\n"
                f"→ {shortened(classes[row.predicted], letters)}\n"
                f"{certainty(row.probability)}{where}{row.index_}"
            )
        pixels = [cubes[row.split][row.index_] for row in shown]
        tiles.captioned(panel, pixels, texts, images, 7.5 if columns == 1 else 6.5)
    return figure


def _named(rows: pd.DataFrame) -> list:
    """Return rows as named tuples; `index` is renamed, as it is a method of tuples."""
    return list(rows.rename(columns={"index": "index_"}).itertuples(index=False))
