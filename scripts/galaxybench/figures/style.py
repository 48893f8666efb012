"""The style of all figures, with colours for colour-blind readers.

Figures are `matplotlib.figure.Figure` objects, never made by pyplot, so that no global
state is left. `save` writes PNG and PDF, `write` also the numbers as CSV.
"""

import logging
import math
from pathlib import Path
from typing import Any

import matplotlib
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from galaxybench.files import replacing, write_text
from galaxybench.formats import shortened

# It logs every glyph that goes into a PDF.
logging.getLogger("fontTools").setLevel(logging.WARNING)
matplotlib.use("Agg")
matplotlib.rcParams.update(
    {
        "figure.facecolor": "white",
        "font.size": 9,
        "axes.titlesize": 9.5,
        "axes.titleweight": "bold",
        "axes.titlelocation": "left",
        "axes.labelcolor": "#333333",
        "axes.edgecolor": "#888888",
        "axes.linewidth": 0.8,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.grid": True,
        "axes.axisbelow": True,
        "grid.color": "#e4e4e4",
        "grid.linewidth": 0.7,
        "xtick.color": "#555555",
        "ytick.color": "#555555",
        "xtick.labelcolor": "#333333",
        "ytick.labelcolor": "#333333",
        "legend.frameon": False,
        "lines.linewidth": 1.4,
        "pdf.fonttype": 42,  # TrueType: text in the PDF can be selected and edited
    }
)

WIDTH = 10.0
"""Inches; every figure has the width of the page."""
TITLE = 0.42
"""Inches at the top of every figure, for its title."""
STAMP = 1.6
"""Width of the stamp SIMULATED DATA at the top right, in inches."""
PIXELS = 1600
"""Largest width and height of a PNG: `snakemake --report` crops larger ones."""

# Okabe and Ito's colours without yellow, which is invisible on white.
COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#555555"]


def colours(models: list[str]) -> dict[str, str]:
    """Assign colours to models in alphabetical order: the same in every figure."""
    return {
        model: COLOURS[number % len(COLOURS)]
        for number, model in enumerate(sorted(set(models)))
    }


def figure(height: float, title: str, *, simulated: bool) -> Figure:
    """Start a figure of the page's width, with its title.

    Args:
        height: inches.
        title: what the figure shows, and of which data.
        simulated: whether the data are simulated; then the figure has a stamp.
    """
    result = Figure(figsize=(WIDTH, height), layout="constrained")
    result.get_layout_engine().set(rect=(0, 0, 1, 1 - TITLE / height))
    top = 1 - 0.1 / height
    text = result.text(0.008, top, title, va="top", fontsize=11.5, fontweight="bold")
    # A long title gets a smaller font, since it must not run under the stamp.
    room = WIDTH - (STAMP if simulated else 0) - 0.2
    width = text.get_window_extent().width / result.dpi
    text.set_fontsize(11.5 * min(1, room / width))
    if simulated:
        result.text(
            0.988,
            top,
            "SIMULATED DATA",
            ha="right",
            va="top",
            color="white",
            fontsize=10,
            fontweight="bold",
            bbox={"facecolor": "#b3261e", "edgecolor": "none", "pad": 3},
        )
    return result


def panel_title(panel: Axes, text: str, room: float) -> None:
    """Write the title of a panel in a font small enough for `room` inches."""
    title = panel.set_title(text)
    width = title.get_window_extent().width / panel.figure.dpi
    title.set_fontsize(title.get_fontsize() * min(1, room / width))


def place(figure: Figure, left: float, top: float, width: float, height: float) -> Axes:
    """Add axes at a place given in inches from the left and the top of the figure.

    For figures with a known layout: faster and more stable than a layout engine.
    """
    figure.set_layout_engine("none")
    across, down = figure.get_size_inches()
    return figure.add_axes(
        (left / across, 1 - (top + height) / down, width / across, height / down)
    )


def save(figure: Figure, png: Path, pdf: Path) -> None:
    """Write a figure as PNG, at most PIXELS wide and high, and as PDF.

    The files have no date, so that the same figure gives the same bytes.
    """
    dpi = math.floor(PIXELS / max(figure.get_size_inches()))
    for path, form, metadata in (
        (Path(png), "png", {"Software": None}),
        (Path(pdf), "pdf", {"CreationDate": None}),
    ):
        with replacing(path) as partial:
            figure.savefig(partial, format=form, dpi=dpi, metadata=metadata)
        # Keep the layout of the first file for the second: solving it is slow.
        figure.set_layout_engine("none")


def write(figure: Figure, numbers: pd.DataFrame, output: Any) -> None:  # noqa: ANN401
    """Write a figure and the numbers behind it to `output.png`, `.pdf` and `.csv`."""
    save(figure, output.png, output.pdf)
    write_text(output.csv, numbers.to_csv(index=False))


def data_label(dataset: str, scheme: str) -> str:
    """Name the data of a figure."""
    return f"{shortened(dataset, 40)}, split {shortened(scheme, 24)}"
