"""Accuracy against confidence, before and after temperature scaling.

Reliability diagrams: DeGroot, Fienberg 1983, doi:10.2307/2987588; as here, of the
predicted class: Guo, Pleiss, Sun, Weinberger 2017, arXiv 1706.04599.
"""

import math
from functools import partial

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patheffects import withStroke

from galaxybench.evaluation.calibration import BINS, at_temperature
from galaxybench.evaluation.calibration import reliability as by_confidence
from galaxybench.evaluation.predictions_table import normalized, probabilities
from galaxybench.evaluation.rows import Row
from galaxybench.figures import style

BEFORE, AFTER = "#d55e00", "#0072b2"
FEW = 10
"""A bin with fewer predictions has a hollow dot, since its accuracy is uncertain."""


def numbers(rows: list[Row]) -> pd.DataFrame:
    """Bin the predictions by confidence.

    Each run is scaled by its own temperature; the bins hold the predictions of all runs
    of a model, and the calibration error is the mean over the runs.

    Returns:
        One row per (recipe, model), scaled (bool) and bin that is not empty: bin_low
        and bin_high (confidence), images, share (of all predictions), confidence
        (mean), accuracy, and ece. Runs without probabilities have no rows, those
        without a temperature no scaled ones.
    """
    pooled: dict[tuple[str, str, bool], list[tuple]] = {}
    for row in rows:
        scores, table = row.metrics, row.predictions
        kinds = (False, 1.0, "ece"), (True, scores["temperature"], "ece_scaled")
        for scaled, temperature, error in kinds:
            if scores["ece"] is None or temperature is None:
                continue
            p = at_temperature(normalized(probabilities(table)), temperature)
            own = (table["label"].to_numpy(), p, scores[error])
            pooled.setdefault((*row.key, scaled), []).append(own)
    columns = ["recipe", "model", "scaled", "bin_low", "bin_high"]
    columns += ["images", "share", "confidence", "accuracy", "ece"]
    found = [
        _bins(runs).assign(recipe=recipe, model=model, scaled=scaled)
        for (recipe, model, scaled), runs in pooled.items()
    ]
    return pd.concat(found)[columns] if found else pd.DataFrame(columns=columns)


def _bins(runs: list[tuple[np.ndarray, np.ndarray, float]]) -> pd.DataFrame:
    labels, p = (np.concatenate([run[i] for run in runs]) for i in (0, 1))
    bins = pd.DataFrame(by_confidence(labels, p))
    return bins.assign(
        bin_low=bins["bin"] / BINS,
        bin_high=(bins["bin"] + 1) / BINS,
        share=bins["images"] / len(labels),
        ece=np.mean([run[2] for run in runs]),
    )


def draw(rows: list[Row], *, simulated: bool) -> Figure:
    """Draw one panel per model and recipe, before and after any temperature scaling.

    `rows` are of one data set and split scheme, with metrics and predictions.
    """
    bins = numbers(rows).set_index(["recipe", "model"])
    names = style.titles(bins.index)
    head = 0.5 if "\n" in "".join(names.values()) else 0.35
    columns = min(max(len(names), 3), 5 if len(names) > 8 else 4)
    lines = math.ceil(len(names) / columns) or 1
    figure = style.figure(
        1.05 + lines * (8.6 / columns + head),
        "Are the probabilities right? " + style.data_label(*rows[0].place),
        simulated=simulated,
    )
    panels = style.panels(figure, len(names), columns, sharex=True, sharey=True)
    for place, (panel, key) in enumerate(zip(panels, names, strict=True)):
        _panel(panel, bins.loc[[key]])
        style.panel_title(panel, names[key], 0.84 * style.WIDTH / columns)
        if place + columns >= len(names):
            panel.tick_params(labelbottom=True)
            panel.set_xlabel("confidence (%)")
        if place % columns == 0:
            panel.set_ylabel("accuracy; bars: share (%)")
    if not names:
        figure.text(0.02, 0.5, "No run has finite probabilities.")
    handles = _handles(bins["scaled"].any())
    figure.legend(handles=handles, loc="outside lower left", ncols=4, fontsize=9)
    return figure


def _panel(panel: Axes, bins: pd.DataFrame) -> None:
    panel.plot([0, 100], [0, 100], color="#999999", ls=":", lw=1)
    panel.set(xlim=(0, 100), ylim=(0, 102), aspect="equal")
    ticks = [0, 25, 50, 75, 100]
    panel.set(xticks=ticks, yticks=ticks)
    for scaled, colour, height in ((False, BEFORE, 0.14), (True, AFTER, 0.05)):
        own = bins[bins["scaled"] == scaled]
        if own.empty:
            continue
        middle = 50 * (own["bin_low"] + own["bin_high"])
        shift = 0.22 * 100 / BINS * (1 if scaled else -1)
        width = 0.4 * 100 / BINS
        panel.bar(middle + shift, 100 * own["share"], width, color=colour, alpha=0.25)
        x, y = 100 * own["confidence"], 100 * own["accuracy"]
        many = own["images"] >= FEW
        panel.plot(x[many], y[many], "o-", ms=4.4, color=colour, lw=1.1, alpha=0.8)
        panel.plot(x[~many], y[~many], "o", ms=3.6, mfc="white", mec=colour, mew=0.9)
        panel.text(
            0.04,
            0.82 + height,
            f"ECE {100 * own['ece'].iloc[0]:.1f} %" + (" scaled" if scaled else ""),
            transform=panel.transAxes,
            va="top",
            color=colour,
            fontsize=8,
            path_effects=[withStroke(linewidth=2, foreground="white")],
        )


def _handles(scaled: bool) -> list[Line2D]:
    dot = partial(style.legend_entry, marker="o", ms=4)
    few = f"fewer than {FEW} predictions"
    return [
        dot(color=BEFORE, label="as predicted"),
        *([dot(color=AFTER, label="temperature scaled")] if scaled else []),
        style.legend_entry(color="#999999", ls=":", label="perfectly calibrated"),
        dot(color="#555555", ls="", mfc="white", label=few),
    ]
