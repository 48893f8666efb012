"""Accuracy of every run with its interval, by model and recipe."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from galaxybench.comparison.summary import NAMES, summarize
from galaxybench.config.runs import KINDS
from galaxybench.figures import style

TITLES = {"ensemble": "ensembles of these runs", "external": "predicted elsewhere"}
"""Titles of the panels of rows that no recipe trained."""
ENTRY = "#222222"
"""Colour of these rows."""
FAR = 8
"""A baseline farther away than this many ranges of the runs is not on the axis."""
HEIGHT = 15.5
"""Largest height in inches: a higher PNG would be less than 1000 pixels wide."""


def numbers(table: pd.DataFrame) -> pd.DataFrame:
    """Return the numbers of the figure, one row per run; `table` as in `draw`."""
    columns = ("status", "test_images", "accuracy", "accuracy_low", "accuracy_high")
    return table[[*NAMES, *columns, "majority_baseline"]]


def draw(table: pd.DataFrame, *, simulated: bool) -> Figure:
    """Draw one panel per recipe, one line per model, one dot per run.

    Args:
        table: the rows of metrics.csv of one data set and split scheme.
        simulated: whether the data are simulated.
    """
    summary = summarize(table)
    order = list(summary.groupby("model")["accuracy"].max().sort_values().index)
    recipes = list(table["recipe"].unique())
    trained = set(table.loc[~table["recipe"].isin(KINDS), "model"])
    # A model has the same colour in every figure, so ensembles take none of these.
    colours = dict.fromkeys(order, ENTRY) | style.colours(list(trained))
    lines = table.groupby(["recipe", "model"]).size().max()

    rows = {recipe: table.loc[table["recipe"] == recipe] for recipe in recipes}
    counts = [rows[recipe]["model"].nunique() for recipe in recipes]
    frame = 1.4 + 0.3 * len(recipes)
    # Many runs share their model's row, and many rows share the page.
    row = min(0.26 + 0.09 * min(lines, 8), max(HEIGHT - frame, 1) / sum(counts))
    size = min(6.0, 72 * 0.5 * row)
    figure = style.figure(
        frame + row * sum(counts),
        f"Test accuracy: {_what(table)}",
        simulated=simulated,
    )
    panels = figure.subplots(
        len(recipes), 1, sharex=True, squeeze=False, height_ratios=counts
    )[:, 0]
    baseline = 100 * table["majority_baseline"].mean()
    near = _is_near(baseline, table)
    for panel, recipe in zip(panels, recipes, strict=True):
        runs = rows[recipe]
        models = [model for model in order if model in set(runs["model"])]
        for height, model in enumerate(models):
            own = runs.loc[runs["model"] == model]
            _line(panel, height, own, colours[model], size)
        if near:
            panel.axvline(baseline, color="#777777", ls=":", lw=1.2)
        panel.set_yticks(range(len(models)), models, fontsize=min(10, 72 * 0.8 * row))
        panel.set_ylim(-0.6, len(models) - 0.4)
        panel.set_title(TITLES.get(recipe, f"recipe {recipe}"))
        panel.grid(axis="y", visible=False)
        panel.tick_params(axis="y", length=0)
        panel.spines["left"].set_visible(False)
    panels[-1].set_xlim(right=min(100.5, panels[-1].get_xlim()[1]))
    panels[-1].set_xlabel(
        "test accuracy (%), one dot per run, bar: 95 % Wilson interval"
    )
    _legend(figure, table, baseline, near)
    return figure


def _is_near(baseline: float, table: pd.DataFrame) -> bool:
    """Whether the axis can include the baseline with the runs still apart."""
    low, high = 100 * table["accuracy_low"].min(), 100 * table["accuracy_high"].max()
    return low - baseline < FAR * (high - low)


def _line(
    panel: Axes, height: int, runs: pd.DataFrame, colour: str, size: float
) -> None:
    """Draw the runs of one model, one below the other, and their mean."""
    offsets = np.linspace(0.26, -0.26, len(runs)) if len(runs) > 1 else [0.0]
    for offset, run in zip(offsets, runs.itertuples(), strict=True):
        panel.plot(
            [100 * run.accuracy_low, 100 * run.accuracy_high],
            [height + offset] * 2,
            color=colour,
            lw=1.6,
            alpha=0.55,
            solid_capstyle="butt",
        )
        panel.plot(
            100 * run.accuracy,
            height + offset,
            marker="o" if run.status == "ok" else "X",
            ms=size if run.status == "ok" else size + 1,
            color=colour if run.status == "ok" else "white",
            mec=colour,
        )
    if len(runs) > 1:
        mean = 100 * runs["accuracy"].mean()
        panel.plot([mean] * 2, [height - 0.38, height + 0.38], color="#222222", lw=1.6)


def _what(table: pd.DataFrame) -> str:
    first = table.iloc[0]
    images = table.drop_duplicates("split")["test_images"].sum()
    label = style.data_label(first["dataset"], first["scheme"])
    return f"{label}, {images:,} test images"


def _legend(figure: Figure, table: pd.DataFrame, baseline: float, near: bool) -> None:
    grey, label = "#444444", "always the commonest class"
    handles = [Line2D([], [], color="#777777", ls=":", label=label)]
    if not near:
        handles[0].set_label(f"{label}: {baseline:.1f} %, off to the left")
        handles[0].set_linestyle("none")
    if table.groupby(["recipe", "model"]).size().max() > 1:
        handles.append(
            Line2D([], [], color="#222222", marker="|", ms=11, mew=1.6, ls="none")
        )
        handles[-1].set_label("mean of the runs")
    if (table["status"] != "ok").any():
        handles.append(Line2D([], [], marker="X", ms=7, mfc="white", mec=grey, ls=""))
        handles[-1].set_label("collapsed, or batch norm too slow")
    figure.legend(handles=handles, loc="outside lower left", ncols=3, fontsize=9)
