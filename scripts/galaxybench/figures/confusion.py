"""Confusion matrices, one per model and recipe."""

import math

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from galaxybench.comparison.class_scores import pool
from galaxybench.evaluation.rows import Row
from galaxybench.figures import style
from galaxybench.figures.lettering import short
from galaxybench.formats import percent

NUMBERS_UP_TO = 12
"""Number of classes up to which cells have room for their numbers."""
NAMES_UP_TO = 40
"""Number of classes up to which their names fit beside a matrix."""


def numbers(rows: list[Row]) -> pd.DataFrame:
    """Return the numbers of the figure.

    Returns:
        One row per (recipe, model), true and predicted class: images, and their share
        of the true class.
    """
    classes = rows[0].metrics["classes"]
    cells = [
        {
            "recipe": recipe,
            "model": model,
            "true": classes[true],
            "predicted": classes[predicted],
            "images": images,
            "share": images / max(matrix[true].sum(), 1),
        }
        for (recipe, model), (matrix, _) in pool(rows).items()
        for (true, predicted), images in np.ndenumerate(matrix)
    ]
    return pd.DataFrame(cells)


def draw(rows: list[Row], *, simulated: bool) -> Figure:
    """Draw the matrices side by side, in colour; with few classes also % and counts.

    `rows` are of one data set and split scheme, with metrics.
    """
    pooled = pool(rows)
    classes = [
        f"{short(name, 28)}  {number}"
        for number, name in enumerate(rows[0].metrics["classes"])
    ]
    names = style.titles(pooled)
    head = 0.6 if "\n" in "".join(names.values()) else 0.45
    columns = min(len(pooled), 2 if len(pooled) <= 4 else 3 if len(pooled) <= 9 else 4)
    lines = math.ceil(len(pooled) / columns)
    side = 8.0 / columns if columns > 1 else 5.5
    figure = style.figure(
        1.0 + (side + head) * lines,
        "Confusion matrices: " + style.data_label(*rows[0].place),
        simulated=simulated,
    )
    panels = style.panels(figure, len(pooled), columns)
    few = len(classes) <= NUMBERS_UP_TO
    ticks = range(len(classes))
    for place, (panel, (key, (matrix, _))) in enumerate(
        zip(panels, pooled.items(), strict=True)
    ):
        _matrix(panel, matrix, cell=72 * 0.93 * side / len(matrix))
        panel.set_title(f"{names[key]}: {percent(np.trace(matrix) / matrix.sum())}")
        if few:
            panel.set_xticks(ticks)
            panel.set_yticks(ticks)
        if place % columns == 0 and len(classes) <= NAMES_UP_TO:
            panel.set_yticks(ticks, classes)
        elif not few:
            panel.yaxis.get_major_locator().set_params(integer=True)
        panel.tick_params(length=0, labelsize=8 if few else 5)
    note = "Rows: true class, columns: predicted class. "
    if few:
        note += "Cells: % of the true class, below it the number of images"
    else:
        note += "Colour: % of the true class, white 0, dark blue 100"
    if len(rows) > len(pooled):
        note += ", added over seeds and folds"
    figure.supxlabel(note, fontsize=9)
    return figure


def _matrix(panel: Axes, matrix: np.ndarray, cell: float) -> None:
    """Draw one matrix whose cells are `cell` points wide."""
    share = 100 * matrix / np.maximum(matrix.sum(axis=1, keepdims=True), 1)
    panel.imshow(share, cmap="Blues", vmin=0, vmax=100)
    panel.grid(visible=False)
    panel.spines[:].set_visible(False)
    if len(matrix) > NUMBERS_UP_TO:
        return
    for (row, column), count in np.ndenumerate(matrix):
        if count == 0:
            continue
        part = share[row, column]
        at = {"ha": "center", "color": "white" if part > 55 else "#222222"}
        size = min(9, 0.42 * cell)
        panel.text(column, row + 0.05, f"{part:.0f}", va="bottom", fontsize=size, **at)
        size = min(7, 0.29 * cell)
        panel.text(column, row + 0.09, f"{count}", va="top", fontsize=size, **at)
