"""The most confident errors of every model: often the labels that deserve a look."""

import math

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from galaxybench.figures import style, tiles
from galaxybench.formats import certainty, shortened

IMAGES = 6
"""Errors shown a model."""


def most_confident(
    predictions: list[pd.DataFrame], names: list[dict]
) -> dict[tuple[str, str], pd.DataFrame]:
    """Find the errors that each (recipe, model) was surest of, each image once.

    Args:
        predictions: one a run, as in predictions.csv; without p0, p1 … the first
            errors are taken.
        names: {dataset, split, scheme, recipe, model, seed} of the same runs.

    Returns:
        (recipe, model) → at most IMAGES rows, highest probability first, with the
        columns split, index, label, predicted, probability.
    """
    errors: dict[tuple[str, str], list[pd.DataFrame]] = {}
    for table, name in zip(predictions, names, strict=True):
        highest = table.filter(regex=r"^p\d+$").max(axis=1)
        wrong = table.assign(probability=highest, split=name["split"])
        wrong = wrong.loc[table["label"] != table["predicted"]]
        errors.setdefault((name["recipe"], name["model"]), []).append(
            wrong[["split", "index", "label", "predicted", "probability"]]
        )
    return {
        key: pd.concat(tables)
        .sort_values("probability", ascending=False, kind="stable")
        .drop_duplicates(["split", "index"])
        .head(IMAGES)
        for key, tables in errors.items()
    }


def numbers(
    errors: dict[tuple[str, str], pd.DataFrame], classes: list[str]
) -> pd.DataFrame:
    """List the errors; the arguments are those of `draw`.

    Returns:
        One row an error: recipe, model, split, index (the row in test.fits), the true
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
    errors: dict[tuple[str, str], pd.DataFrame],
    cubes: dict[str, np.ndarray],
    classes: list[str],
    *,
    title: str,
    simulated: bool,
) -> Figure:
    """Draw one row a (recipe, model): image, true → predicted, probability, index.

    Args:
        errors: as from `most_confident`.
        cubes: split → (n, h, w, c) uint8, its test images; memory maps will do.
        classes: the class names.
        title: the data that the images come from.
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
    """Give rows as named tuples; `index` is a method of tuples and needs a new name."""
    return list(rows.rename(columns={"index": "index_"}).itertuples(index=False))
