"""Training and validation accuracy and loss of every run, epoch by epoch."""

import math
from functools import partial

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from galaxybench.evaluation.rows import Row
from galaxybench.figures import style

BAND = 0.16
"""Opacity of the band over batches of one run; several runs overlap."""
HIGH = 80
"""Percent: if all curves stay above, the axis does not begin at 0."""
GREY = "#444444"
"""Colour of the legend."""


def numbers(rows: list[Row]) -> pd.DataFrame:
    """Return the numbers of the figure.

    Returns:
        One row per run and epoch: the run's names, epoch, kept (whether the run saved
        its weights), accuracy and loss of training and validation, and the quartiles.
    """
    columns = "^(epoch|(val_)?(accuracy|loss)(_q[0-9]+)?)$"
    return pd.concat(
        [
            pd.DataFrame(row.names, index=row.history.index)
            .join(row.history.filter(regex=columns))
            .assign(kept=row.history["epoch"] == row.description["best_epoch"])
            for row in rows
        ]
    )


def draw(rows: list[Row], *, simulated: bool) -> Figure:
    """Draw two panels per model and recipe: accuracy above, loss below.

    `rows` are runs of one data set and split scheme, with histories and descriptions.
    If a history has the quartiles over the batches of an epoch, they are drawn as a
    band.
    """
    names = style.titles(row.key for row in rows)
    colours = style.colours(row.run.model for row in rows)
    columns = min(len(names), 3 if len(names) <= 6 else 5)
    lines = math.ceil(len(names) / columns)
    figure = style.figure(
        min(1.0 + 3.6 * lines, style.WIDTH),
        "Learning curves: " + style.data_label(*rows[0].place),
        simulated=simulated,
    )
    panels = figure.subplots(2 * lines, columns, sharex=True, squeeze=False)
    pairs = panels.reshape(lines, 2, columns).swapaxes(1, 2).reshape(-1, 2)
    histories = [row.history for row in rows]
    top, cut = _loss_limit(histories)
    bottom = _lowest_accuracy(histories)
    for place, (key, name) in enumerate(names.items()):
        above, below = pairs[place]
        own = [row for row in rows if row.key == key]
        for row in own:
            _run(above, below, row, colours[key[1]], BAND / math.sqrt(len(own)))
        style.panel_title(above, name, 0.84 * style.WIDTH / columns)
        above.set_ylim(bottom, 100 + 0.02 * (100 - bottom))
        below.set_ylim(0, top)
        below.set_xlabel("epoch")
        below.tick_params(labelbottom=True)
        below.xaxis.get_major_locator().set_params(integer=True)
        if place % columns == 0:
            above.set_ylabel("accuracy (%)")
            below.set_ylabel("loss" + (", cut above" if cut else ""))
        else:
            above.tick_params(labelleft=False)
            below.tick_params(labelleft=False)
    for panel in pairs[len(names) :].flat:
        panel.set_axis_off()
    banded = any("loss_q25" in history for history in histories)
    figure.legend(handles=_handles(banded), loc="outside lower left", ncols=4)
    return figure


def _handles(banded: bool) -> list[Artist]:
    entry = partial(style.legend_entry, color=GREY)
    handles: list[Artist] = [
        entry(label="validation"),
        entry(ls="--", lw=1, alpha=0.7, label="training"),
        entry(marker="o", ls="", label="epoch that was kept"),
    ]
    if banded:
        label = "training batches, 25 to 75 %"
        handles.append(Patch(facecolor=GREY, alpha=BAND, label=label))
    return handles


def _run(above: Axes, below: Axes, row: Row, colour: str, band: float) -> None:
    history = row.history
    kept = history.loc[history["epoch"] == row.description["best_epoch"]]
    for panel, column, scale in ((above, "accuracy", 100), (below, "loss", 1)):
        epochs = history["epoch"]
        if f"{column}_q25" in history:
            ends = (scale * history[f"{column}_q{q}"] for q in (25, 75))
            panel.fill_between(epochs, *ends, color=colour, alpha=band, lw=0)
        panel.plot(epochs, scale * history[column], "--", lw=1, color=colour, alpha=0.7)
        panel.plot(epochs, scale * history[f"val_{column}"], color=colour)
        dot = {"ms": 5.5, "color": colour, "mec": "white", "mew": 0.8, "zorder": 5}
        panel.plot(kept["epoch"], scale * kept[f"val_{column}"], "o", **dot)


def _lowest_accuracy(histories: list[pd.DataFrame]) -> float:
    """Return the start of the accuracy axis, in percent: 0 if any curve is low."""
    columns = ["accuracy", "val_accuracy"]
    lowest = 100 * min(history[columns].min().min() for history in histories)
    return math.floor(lowest) - 1 if lowest > HIGH else 0


def _loss_limit(histories: list[pd.DataFrame]) -> tuple[float, bool]:
    """Return the top of the loss axis, and whether it cuts a curve.

    A validation loss may jump to hundreds in one epoch, which would flatten all curves:
    the axis ends at twice the median of the first training losses.
    """
    losses = np.concatenate([history[["loss", "val_loss"]] for history in histories])
    highest = losses[np.isfinite(losses)].max(initial=1e-3)
    first = np.concatenate([history["loss"].head(1) for history in histories])
    first = first[np.isfinite(first)]
    limit = 2 * float(np.median(first)) if len(first) else highest
    return min(1.05 * highest, limit), highest > limit
