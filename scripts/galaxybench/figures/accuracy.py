"""Accuracy of every run with its interval, by model and recipe."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from galaxybench.comparison.summary import NAMES, has_trained, summarize
from galaxybench.config.runs import KINDS
from galaxybench.evaluation.vote_scores import AGREEMENT
from galaxybench.figures import style

TITLES = {"ensemble": "ensembles of these runs", "external": "predicted elsewhere"}
"""Titles of the panels of rows that no recipe trained."""
ENTRY = "#222222"
"""Colour of rows that no recipe trained."""
FAR = 8
"""A line farther off than this many times the range of the runs is left out."""
HEIGHT = 15.5
"""Largest height in inches: a higher PNG would be less than 1000 pixels wide."""


@dataclass(frozen=True)
class Mark:
    """A line of all panels.

    Attributes:
        label: of the legend.
        value: in percent.
        colour: of the line.
        dashes: its style.
        off: "left" or "right" where it is too far from the runs to be drawn, else "".
    """

    label: str
    value: float
    colour: str
    dashes: str
    off: str


def numbers(table: pd.DataFrame) -> pd.DataFrame:
    """Return the numbers of the figure, one row per run."""
    columns = ("status", "test_images", "accuracy", "accuracy_low", "accuracy_high")
    votes = [AGREEMENT] if AGREEMENT in table else []
    return table[[*NAMES, *columns, "majority_baseline", *votes]]


def draw(table: pd.DataFrame, *, simulated: bool) -> Figure:
    """Draw one panel per recipe, one line per model, one dot per run.

    `table` is the part of metrics.csv of one data set and split scheme.
    """
    summary = summarize(table)
    order = _order(summary)
    trained = table.loc[~table["recipe"].isin(KINDS), "model"]
    # A model has the same colour in every figure, so ensembles take none of these.
    colours = dict.fromkeys(order, ENTRY) | style.colours(trained)
    lines = table.groupby(["recipe", "model"]).size().max()
    rows = dict(list(table.groupby("recipe", sort=False)))
    counts = [own["model"].nunique() for own in rows.values()]
    frame = 1.4 + 0.3 * len(rows)
    # Many runs share their model's row, and many rows share the page.
    row = min(0.26 + 0.09 * min(lines, 8), max(HEIGHT - frame, 1) / sum(counts))
    size = min(6.0, 72 * 0.5 * row)
    images = table.drop_duplicates("split")["test_images"].sum()
    label = style.data_label(*table.iloc[0][["dataset", "scheme"]])
    title = f"Test accuracy: {label}, {images:,} test images"
    figure = style.figure(frame + row * sum(counts), title, simulated=simulated)
    panels = style.panels(figure, len(rows), 1, sharex=True, height_ratios=counts)
    marks = _marks(table)
    for panel, (recipe, runs) in zip(panels, rows.items(), strict=True):
        models = [model for model in order if model in set(runs["model"])]
        for height, model in enumerate(models):
            own = runs.loc[runs["model"] == model]
            _line(panel, height, own, colours[model], size)
        for mark in marks:
            if not mark.off:
                panel.axvline(mark.value, color=mark.colour, ls=mark.dashes, lw=1.2)
        panel.set_yticks(range(len(models)), models, fontsize=min(10, 72 * 0.8 * row))
        panel.set_ylim(-0.6, len(models) - 0.4)
        panel.set_title(TITLES.get(recipe, f"recipe {recipe}"))
        panel.grid(axis="y", visible=False)
        panel.tick_params(axis="y", length=0)
        panel.spines["left"].set_visible(False)
    panel.set_xlim(right=min(100.5, panel.get_xlim()[1]))
    panel.set_xlabel("test accuracy (%), one dot per run, bar: 95 % Wilson interval")
    _legend(figure, table, marks)
    return figure


def _marks(table: pd.DataFrame) -> list[Mark]:
    """List what is drawn besides the runs: the commonest class, and a volunteer."""
    low, high = 100 * table["accuracy_low"].min(), 100 * table["accuracy_high"].max()
    known = [("always the commonest class", "majority_baseline", "#777777", ":")]
    if AGREEMENT in table and table[AGREEMENT].notna().any():
        known.append(("a single volunteer", AGREEMENT, "#444444", "--"))
    marks = []
    for label, column, colour, dashes in known:
        value, off = 100 * table[column].mean(), ""
        if low - value >= FAR * (high - low):
            off = "left"
        elif value - high >= FAR * (high - low):
            off = "right"
        if column == AGREEMENT and not off:
            label += f": {value:.1f} %"
        marks.append(Mark(label, value, colour, dashes, off))
    return marks


def _order(summary: pd.DataFrame) -> list[str]:
    """Order the models from the bottom up: what never trained, then by accuracy."""
    rows = summary.assign(trained=has_trained(summary))
    best = rows.groupby("model")[["trained", "accuracy"]]
    # The rows are best first: the first of a model is with its best recipe.
    return list(best.first().sort_values(["trained", "accuracy"]).index)


def _line(
    panel: Axes, height: int, runs: pd.DataFrame, colour: str, size: float
) -> None:
    """Draw the runs of one model, one below the other, and their mean."""
    offsets = np.linspace(0.26, -0.26, len(runs)) if len(runs) > 1 else [0.0]
    bar = {"color": colour, "lw": 1.6, "alpha": 0.55, "solid_capstyle": "butt"}
    for offset, run in zip(offsets, runs.itertuples(), strict=True):
        ends = [100 * run.accuracy_low, 100 * run.accuracy_high]
        panel.plot(ends, [height + offset] * 2, **bar)
        fine = run.status == "ok"
        panel.plot(
            100 * run.accuracy,
            height + offset,
            marker="o" if fine else "X",
            ms=size if fine else size + 1,
            color=colour if fine else "white",
            mec=colour,
        )
    if len(runs) > 1:
        mean = 100 * runs["accuracy"].mean()
        panel.plot([mean] * 2, [height - 0.38, height + 0.38], color="#222222", lw=1.6)


def _legend(figure: Figure, table: pd.DataFrame, marks: list[Mark]) -> None:
    handles = []
    for mark in marks:
        away = f": {mark.value:.1f} %, off to the {mark.off}" if mark.off else ""
        line = {"color": mark.colour, "ls": "" if mark.off else mark.dashes}
        handles.append(style.legend_entry(**line, label=mark.label + away))
    if table.duplicated(["recipe", "model"]).any():
        mean = {"color": "#222222", "marker": "|", "ms": 11, "mew": 1.6, "ls": ""}
        handles.append(style.legend_entry(**mean, label="mean of the runs"))
    if (table["status"] != "ok").any():
        cross = {"marker": "X", "ms": 7, "mfc": "white", "mec": "#444444", "ls": ""}
        label = "collapsed, or batch norm too slow"
        handles.append(style.legend_entry(**cross, label=label))
    figure.legend(handles=handles, loc="outside lower left", ncols=3, fontsize=9)
