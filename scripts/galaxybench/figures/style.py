"""The style of all figures, with colours for colour-blind readers.

Figures are `matplotlib.figure.Figure` objects, never made by pyplot, so that no global
state is left. `save` writes PNG and PDF, `write` also the numbers as CSV.
"""

import logging
import math
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import cycle
from pathlib import Path
from typing import Any

import matplotlib
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator

from galaxybench.evaluation.rows import Key
from galaxybench.figures.lettering import FONT, short
from galaxybench.files import replacing, write_text
from galaxybench.spreadsheets import as_csv

# It logs every glyph that goes into a PDF.
logging.getLogger("fontTools").setLevel(logging.WARNING)
# Nothing of the user's matplotlibrc, which matplotlib has read.
matplotlib.rcdefaults()
matplotlib.use("Agg")
matplotlib.rc("figure", facecolor="white")
matplotlib.rc("font", family=FONT, size=9)
# A user may call a class "cost $5 to $7".
matplotlib.rc("text", parse_math=False)
matplotlib.rc("axes", titlesize=9.5, titleweight="bold", titlelocation="left")
matplotlib.rc("axes", labelcolor="#333333", edgecolor="#888888", linewidth=0.8)
matplotlib.rc("axes", grid=True, axisbelow=True)
matplotlib.rc("axes.spines", top=False, right=False)
matplotlib.rc("grid", color="#e4e4e4", linewidth=0.7)
matplotlib.rc(("xtick", "ytick"), color="#555555", labelcolor="#333333")
matplotlib.rc("legend", frameon=False)
matplotlib.rc("lines", linewidth=1.4)
matplotlib.rc("pdf", fonttype=42)  # TrueType: text in the PDF can be edited

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

legend_entry = partial(Line2D, [], [])
"""An entry of a legend; its arguments are those of Line2D."""


def colours(models: Iterable[str]) -> dict[str, str]:
    """Assign each model its colour, the same in every figure: in alphabetical order."""
    return dict(zip(sorted(set(models)), cycle(COLOURS), strict=False))


def titles(keys: Iterable[Key], joint: str = "\n") -> dict[Key, str]:
    """Name models, with their recipes after the joint if there are several recipes."""
    keys = list(dict.fromkeys(keys))
    several = len({recipe for recipe, _ in keys}) > 1
    return {key: f"{key[1]}{joint}{key[0]}" if several else key[1] for key in keys}


def figure(height: float, title: str, *, simulated: bool) -> Figure:
    """Start a figure of the page's width and of a height in inches.

    `title` says what the figure shows, and for which data. If the data are simulated,
    the figure is stamped.
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
        box = {"facecolor": "#b3261e", "edgecolor": "none", "pad": 3}
        look = {"color": "white", "fontsize": 10, "fontweight": "bold", "bbox": box}
        result.text(0.988, top, "SIMULATED DATA", ha="right", va="top", **look)
    return result


def panel_title(panel: Axes, text: str, room: float) -> None:
    """Write the title of a panel in a font small enough for `room` inches."""
    title = panel.set_title(text)
    width = title.get_window_extent().width / panel.figure.dpi
    title.set_fontsize(title.get_fontsize() * min(1, room / width))


def panels(
    figure: Figure, count: int, columns: int, **shared: bool | list[int]
) -> list[Axes]:
    """Add `count` axes line by line; the rest of the last line is empty.

    `shared` are arguments of `Figure.subplots`.
    """
    lines = math.ceil(count / columns) or 1
    added = figure.subplots(lines, columns, squeeze=False, **shared).ravel()
    for panel in added[count:]:
        panel.set_axis_off()
    return list(added[:count])


def place(figure: Figure, left: float, top: float, width: float, height: float) -> Axes:
    """Add axes at a place given in inches from the left and the top of the figure.

    For figures with a known layout: faster and more stable than a layout engine.
    """
    figure.set_layout_engine("none")
    across, down = figure.get_size_inches()
    return figure.add_axes(
        (left / across, 1 - (top + height) / down, width / across, height / down)
    )


def log_axis(
    panel: Axes, ticks: Sequence[float], printed: Callable[[float], str]
) -> None:
    """Make the x axis logarithmic, with labels only at these ticks."""
    panel.set_xscale("log")
    panel.xaxis.set_major_locator(FixedLocator(ticks))
    panel.xaxis.set_major_formatter(lambda value, _: printed(value))
    panel.minorticks_off()


def save(figure: Figure, png: Path, pdf: Path) -> None:
    """Write a figure as PNG, at most PIXELS wide and high, and as PDF.

    The files hold no date, so that the same figure gives the same bytes.
    """
    dpi = math.floor(PIXELS / max(figure.get_size_inches()))
    for path, form, dated in ((png, "png", "Software"), (pdf, "pdf", "CreationDate")):
        with replacing(path) as partial:
            figure.savefig(partial, format=form, dpi=dpi, metadata={dated: None})
        # Keep the layout of the first file for the second: solving it is slow.
        figure.set_layout_engine("none")


def write(figure: Figure, numbers: pd.DataFrame, output: Any) -> None:  # noqa: ANN401
    """Write a figure and the numbers behind it to `output.png`, `.pdf` and `.csv`."""
    save(figure, output.png, output.pdf)
    write_text(output.csv, as_csv(numbers))


def data_label(dataset: str, scheme: str) -> str:
    """Name the data of a figure: data set and split."""
    return f"{short(dataset, 40)}, split {short(scheme, 24)}"
