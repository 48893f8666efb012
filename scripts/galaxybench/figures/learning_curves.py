"""Training and validation accuracy and loss of every run, epoch by epoch."""

import math

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from galaxybench.figures import style

BAND = 0.16
"""Opacity of the band over batches of one run; several lie on each other."""
HIGH = 80
"""Percent: curves that stay above it all would be one line on a whole axis."""


def numbers(
    histories: list[pd.DataFrame], runs: list[dict], names: list[dict]
) -> pd.DataFrame:
    """Give what is drawn; the arguments are those of `draw`.

    Returns:
        One row a run and epoch: the run's names, epoch, kept (whether its weights are
        the run's), accuracy and loss of training and validation, and the quartiles.
    """
    return pd.concat(
        [
            pd.DataFrame(name, index=history.index)
            .join(history.filter(regex="^(epoch|(val_)?(accuracy|loss)(_q[0-9]+)?)$"))
            .assign(kept=history["epoch"] == run["best_epoch"])
            for history, run, name in zip(histories, runs, names, strict=True)
        ]
    )


def draw(
    histories: list[pd.DataFrame],
    runs: list[dict],
    names: list[dict],
    *,
    simulated: bool,
) -> Figure:
    """Draw a pair of panels a model and recipe: accuracy above, loss below.

    Args:
        histories: one a run, as in history.csv; where it has the quartiles over the
            batches of an epoch, they are drawn as a band.
        runs: the contents of the run.json files, for the epoch that was kept.
        names: {dataset, split, scheme, recipe, model, seed} of the runs.
        simulated: whether the data are simulated.
    """
    keys = list(dict.fromkeys((name["recipe"], name["model"]) for name in names))
    several = len({recipe for recipe, _ in keys}) > 1
    colours = style.colours([model for _, model in keys])
    columns = min(len(keys), 3 if len(keys) <= 6 else 5)
    rows = math.ceil(len(keys) / columns)
    figure = style.figure(
        min(1.0 + 3.6 * rows, style.WIDTH),
        "Learning curves: " + style.data_label(names[0]["dataset"], names[0]["scheme"]),
        simulated=simulated,
    )
    panels = figure.subplots(2 * rows, columns, sharex=True, squeeze=False)
    top, cut = _loss_limit(histories)
    bottom = _lowest_accuracy(histories)
    for place, key in enumerate(keys):
        above = panels[2 * (place // columns), place % columns]
        below = panels[2 * (place // columns) + 1, place % columns]
        chosen = [
            number
            for number, name in enumerate(names)
            if (name["recipe"], name["model"]) == key
        ]
        for number in chosen:
            colour, band = colours[key[1]], BAND / math.sqrt(len(chosen))
            _run(above, below, histories[number], runs[number], colour, band)
        title = f"{key[1]}\n{key[0]}" if several else key[1]
        style.panel_title(above, title, 0.84 * style.WIDTH / columns)
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
    for place in range(len(keys), rows * columns):
        panels[2 * (place // columns), place % columns].set_axis_off()
        panels[2 * (place // columns) + 1, place % columns].set_axis_off()
    grey = "#444444"
    handles = [
        Line2D([], [], color=grey, label="validation"),
        Line2D([], [], color=grey, ls="--", lw=1, alpha=0.7, label="training"),
        Line2D([], [], color=grey, marker="o", ls="", label="epoch that was kept"),
    ]
    if any("loss_q25" in history for history in histories):
        label = "training batches, 25 to 75 %"
        handles.append(Patch(facecolor=grey, alpha=BAND, label=label))
    figure.legend(handles=handles, loc="outside lower left", ncols=4)
    return figure


def _run(
    above: Axes,
    below: Axes,
    history: pd.DataFrame,
    run: dict,
    colour: str,
    band: float,
) -> None:
    kept = history.loc[history["epoch"] == run["best_epoch"]]
    for panel, column, scale in ((above, "accuracy", 100), (below, "loss", 1)):
        epochs = history["epoch"]
        if f"{column}_q25" in history:
            panel.fill_between(
                epochs,
                scale * history[f"{column}_q25"],
                scale * history[f"{column}_q75"],
                color=colour,
                alpha=band,
                lw=0,
            )
        panel.plot(epochs, scale * history[column], "--", lw=1, color=colour, alpha=0.7)
        panel.plot(epochs, scale * history[f"val_{column}"], color=colour)
        panel.plot(
            kept["epoch"],
            scale * kept[f"val_{column}"],
            "o",
            ms=5.5,
            color=colour,
            mec="white",
            mew=0.8,
            zorder=5,
        )


def _lowest_accuracy(histories: list[pd.DataFrame]) -> float:
    """Where the axis of accuracy begins, in percent: at 0, if any curve is low."""
    columns = ["accuracy", "val_accuracy"]
    lowest = 100 * min(history[columns].min().min() for history in histories)
    return math.floor(lowest) - 1 if lowest > HIGH else 0


def _loss_limit(histories: list[pd.DataFrame]) -> tuple[float, bool]:
    """Return the top of the loss axis, and whether it cuts a curve.

    A validation loss may jump to hundreds for an epoch, which would flatten all
    curves: the axis ends at twice the first training loss of the middle run.
    """
    first = [history["loss"].iloc[0] for history in histories if len(history)]
    first = [loss for loss in first if math.isfinite(loss)]
    losses = np.concatenate(
        [history[["loss", "val_loss"]].to_numpy().ravel() for history in histories]
    )
    highest = losses[np.isfinite(losses)].max(initial=1e-3)
    limit = 2 * float(np.median(first)) if first else highest
    return min(1.05 * highest, limit), highest > limit
