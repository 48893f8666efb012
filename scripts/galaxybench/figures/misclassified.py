"""The most confident errors of every model: often it is the label that is wrong."""

import math

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from galaxybench.evaluation.predictions_table import most_confident_errors
from galaxybench.evaluation.rows import Key, Row
from galaxybench.figures import style, tiles
from galaxybench.figures.lettering import short
from galaxybench.formats import certainty

IMAGES = 6
"""Errors shown per model."""


def most_confident(rows: list[Row]) -> dict[Key, pd.DataFrame]:
    """Find the most confident errors of each (recipe, model), each image once.

    Returns:
        (recipe, model) → at most IMAGES rows, highest probability first, with the
        columns index, label, predicted, probability and split. Without probabilities
        they are the first errors.
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
    """List the errors: `index` is the row in test.fits, `true` is the true class."""
    rows = pd.concat(errors, names=["recipe", "model"]).reset_index([0, 1])
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

    `errors` are as returned by `most_confident`.
    """
    names = style.titles(errors, ", ")
    columns = 1 if len(errors) <= 6 else 2
    images, letters = (IMAGES, 26) if columns == 1 else (4, 22)
    block = style.WIDTH / columns
    side = tiles.side(next(iter(cubes.values())), block - 0.15, images)
    step = side + 0.9
    figure = style.figure(
        style.TITLE + math.ceil(len(errors) / columns) * step,
        f"The most confident errors of every model: {title}",
        simulated=simulated,
    )
    where = "test image " if len(cubes) == 1 else ""
    for number, (key, rows) in enumerate(errors.items()):
        left = 0.1 + number % columns * block
        top = style.TITLE + 0.25 + number // columns * step
        shown = rows.head(images)
        texts = [
            f"{short(classes[error['label']], letters)}\n"
            f"→ {short(classes[error['predicted']], letters)}\n"
            f"{certainty(error['probability'])}"
            f"{where or error['split'] + ' '}{error['index']}"
            for error in shown.to_dict("records")
        ]
        panel = tiles.captioned(
            figure,
            tiles.chosen(cubes, shown),
            texts,
            images,
            (left, top, block - 0.15, side),
            7.5 if columns == 1 else 6.5,
        )
        panel.set_title(names[key])
        if rows.empty:
            panel.text(0, 0.9, "no errors on the test images", va="top")
    return figure
