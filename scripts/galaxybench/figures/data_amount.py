"""Accuracy against the number of training images, by recipe and model."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from galaxybench.comparison.data_amount import PAIRED, is_true
from galaxybench.figures import style

PANELS_PER_ROW = 2
STEP = 0.012
"""Shift between models, as a decimal logarithm, so that no interval hides another."""


def numbers(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the numbers of the figure, one row per model and number of images."""
    names = ["dataset", "scheme", "recipe", "model", "train_images", "fraction"]
    scores = ["runs", "accuracy", "accuracy_low", "accuracy_high"]
    return rows[[*names, *scores, *PAIRED]]


def draw(rows: pd.DataFrame, *, simulated: bool) -> Figure:
    """Draw one panel per recipe with the mean accuracy of the runs and its interval.

    `rows` are as returned by `data_amount.amounts`, of one data set.
    """
    recipes = list(rows["recipe"].unique())
    colours = style.colours(rows["model"])
    columns = min(len(recipes), PANELS_PER_ROW)
    lines = -(-len(recipes) // columns)
    largest = rows.loc[rows["train_images"].idxmax(), ["dataset", "scheme"]]
    figure = style.figure(
        0.9 + 3.9 * lines,
        f"Accuracy over the number of training images: {style.data_label(*largest)}",
        simulated=simulated,
    )
    panels = style.panels(figure, len(recipes), columns, sharex=True, sharey=True)
    for place, (panel, recipe) in enumerate(zip(panels, recipes, strict=True)):
        _panel(panel, rows[rows["recipe"] == recipe], colours)
        panel.set_title(f"recipe {recipe}")
        panel.set_xlabel("training images, before any copies (logarithmic)")
        panel.tick_params(labelbottom=True)
        if place % columns == 0:
            panel.set_ylabel("test accuracy (%)")
    handles, labels = panels[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower left", ncols=4, fontsize=9)
    return figure


def _panel(panel: Axes, rows: pd.DataFrame, colours: dict[str, str]) -> None:
    models = list(rows["model"].unique())
    for number, model in enumerate(models):
        own = rows[rows["model"] == model]
        shift = 10 ** (STEP * (number - (len(models) - 1) / 2))
        accuracy = 100 * own["accuracy"]
        panel.errorbar(
            own["train_images"] * shift,
            accuracy,
            yerr=[
                # At 0 and 1, rounding may put the end of an interval past the value.
                (accuracy - 100 * own["accuracy_low"]).clip(lower=0),
                (100 * own["accuracy_high"] - accuracy).clip(lower=0),
            ],
            color=colours[model],
            marker="o",
            ms=5,
            capsize=3,
            elinewidth=1.4,
            label=model,
        )
        hollow = ~own["as_good"].map(is_true)
        hollow.iloc[-1] = False
        panel.plot(
            own["train_images"][hollow] * shift,
            accuracy[hollow],
            "o",
            ms=5,
            mfc="white",
            mec=colours[model],
            zorder=3,
        )
        panel.axhline(accuracy.iloc[-1], color=colours[model], ls=":", lw=1)
    ticks: list[float] = []
    for images in sorted(rows["train_images"].unique(), reverse=True):
        if not ticks or images * 1.35 < ticks[-1]:  # others would touch
            ticks.append(images)
    style.log_axis(panel, ticks[::-1], "{:,.0f}".format)
