"""F1 per class and model, as a heat map with one row per model."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from galaxybench.comparison.class_scores import class_scores, surely_best
from galaxybench.config.class_names import MEAN
from galaxybench.evaluation.rows import Row
from galaxybench.figures import style
from galaxybench.figures.lettering import short

CELL = (1.25, 0.34)
"""Largest width and height of a cell, in inches."""
HEIGHT = 12.0
"""Largest height of all cells together, in inches."""
LETTERS = 24
"""Largest length of a name."""
PRINTED = 0.24
"""Width above which a cell has room for its number, in inches."""
NAMED = 0.13
"""Width above which the class of a cell can be named, in inches."""
GAP = 0.12
"""Space before the column of the means, in inches."""


def numbers(rows: list[Row]) -> pd.DataFrame:
    """Return the scores of every class and their means.

    Returns:
        One row per (recipe, model) and class, and one for the mean of the classes:
        recipe, model, the columns of `class_scores`, and best (bool), as found by
        `surely_best`.
    """
    scores = pd.DataFrame(
        {"recipe": recipe, "model": model, **scores}
        for (recipe, model), own in class_scores(rows).items()
        for scores in own
    )
    return scores.assign(best=surely_best(scores))


def draw(rows: list[Row], *, simulated: bool) -> Figure:
    """Draw F1 as colour and, if there is room, as a number; best mean first.

    `rows` are of one data set and split scheme, with metrics.
    """
    scores = numbers(rows)
    classes = list(scores["class"].unique())
    images = scores.groupby("class")["images"].first()
    cells = scores.pivot(index=["recipe", "model"], columns="class")
    table = (100 * cells["f1"])[classes]
    table = table.sort_values(MEAN, ascending=False, kind="stable")
    best = cells["best"].loc[table.index]
    names = style.titles(table.index, ", ").values()
    models = [short(name, 2 * LETTERS) for name in names]

    left = 0.25 + 0.068 * max(map(len, models))
    width = min(CELL[0], (style.WIDTH - left - GAP - 0.1) / len(classes))
    height = min(CELL[1], HEIGHT / len(models))
    labels = [f"{short(name, LETTERS)} ({images[name]:,})" for name in classes]
    labels[-1] = f"mean ({images[MEAN]:,})"
    foot = 0.6 + 0.045 * max(map(len, labels)) if width > NAMED else 0.9
    title = f"F1 of every class: {style.data_label(*rows[0].place)}"
    total = style.TITLE + 0.1 + height * len(models) + foot
    figure = style.figure(total, title, simulated=simulated)
    # The few classes below this stay white.
    low = min(90, 10 * int(np.nanpercentile(table, 5) // 10))
    where = {"top": style.TITLE + 0.1, "height": height * len(models)}
    span = width * (len(classes) - 1)
    panel = style.place(figure, left, width=span, **where)
    means = style.place(figure, left + span + GAP, width=width, **where)
    for axes, part in ((panel, classes[:-1]), (means, [MEAN])):
        bold = best[part].to_numpy(bool)
        _cells(axes, table[part].to_numpy(), bold, low, (width, height))
    size = min(9, 72 * 0.75 * height)
    panel.set_yticks(range(len(models)), models, fontsize=size)
    means.set_yticks([])
    if width > NAMED:
        for axes, own in ((panel, labels[:-1]), (means, labels[-1:])):
            _names(axes, own, min(9, 72 * 0.75 * width))
    else:
        panel.xaxis.get_major_locator().set_params(integer=True)
        panel.set_xlabel("class number, from 0")
        _names(means, ["mean"], 8)
    figure.text(left / style.WIDTH, 0.1 / total, _note(low, width), fontsize=9)
    return figure


def _note(low: int, width: float) -> str:
    what = f"Colour: F1, white {low} % or less, dark blue 100 %"
    what += ". In brackets: test images" if width > NAMED else ""
    return what + (". Bold: surely highest" if width > PRINTED else "")


def _cells(
    axes: Axes,
    values: np.ndarray,
    bold: np.ndarray,
    low: int,
    size: tuple[float, float],
) -> None:
    """Draw cells of this width and height in inches, with numbers if there is room."""
    width, height = size
    axes.imshow(values, cmap="Blues", vmin=low, vmax=100, aspect="auto")
    axes.grid(visible=False)
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0)
    axes.set_xticks(np.arange(1, values.shape[1]) - 0.5, minor=True)
    axes.set_yticks(np.arange(1, len(values)) - 0.5, minor=True)
    axes.grid(which="minor", color="white", linewidth=1.2)
    axes.tick_params(which="minor", length=0)
    if width <= PRINTED:
        return
    for (row, column), value in np.ndenumerate(values):
        known = not np.isnan(value)
        dark = known and value > low + 0.6 * (100 - low)
        axes.text(
            column,
            row,
            f"{value:.0f}" if known else "–",
            ha="center",
            va="center",
            fontsize=min(9, 72 * 0.42 * width, 72 * 0.62 * height),
            color="white" if dark else "#222222",
            fontweight="bold" if bold[row, column] else "normal",
        )


def _names(axes: Axes, labels: list[str], size: float) -> None:
    turned = {"rotation": 35, "ha": "right", "rotation_mode": "anchor"}
    axes.set_xticks(range(len(labels)), labels, **turned, fontsize=size)
