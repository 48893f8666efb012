"""Histograms of the pixels of every band of an imported data set."""

import math
from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedFormatter, FixedLocator, LogLocator, NullLocator

from galaxybench.figures import style
from galaxybench.figures.lettering import short
from galaxybench.formats import number
from galaxybench.preparation.pixel_survey import Band

COLUMNS = 3
TICKS = 4
"""Most labels on the axis of fluxes."""
LINES = {1: "#d55e00", 2: "#009e73", 3: "#d55e00"}
"""Quantile of a band, by its place -> the colour of its line."""


def draw(bands: Sequence[Band], names: Sequence[str], *, simulated: bool) -> Figure:
    """Draw the histogram of every band, on a logarithmic axis of counts.

    Lines mark the 1 %, 50 % and 99 % quantiles. `names` are those of the bands.
    """
    columns = min(COLUMNS, len(bands))
    figure = style.figure(
        style.TITLE + 0.25 + 2.1 * math.ceil(len(bands) / columns),
        "Pixel values",
        simulated=simulated,
    )
    for panel, band, name in zip(
        style.panels(figure, len(bands), columns), bands, names, strict=True
    ):
        _draw_band(panel, band)
        style.panel_title(panel, short(f"Band {name}", 40), style.WIDTH / columns - 0.6)
    for panel in figure.axes[::columns]:
        panel.set_ylabel("pixels")
    return figure


def _draw_band(panel: Axes, band: Band) -> None:
    colour = style.COLOURS[0]
    panel.stairs(band.counts, band.edges, color=colour, fill=True, alpha=0.35)
    panel.stairs(band.counts, band.edges, color=colour, linewidth=0.8)
    panel.set_yscale("log")
    panel.set_ylim(0.7, 2 * band.counts.max())
    panel.yaxis.set_major_locator(LogLocator(numticks=5))
    panel.yaxis.set_minor_locator(NullLocator())
    panel.yaxis.set_major_formatter(lambda count, _: number(count))
    if band.softening:
        _asinh_axis(panel, band)
    for place, line in LINES.items():
        panel.axvline(band.quantiles[place], color=line, linewidth=0.9, linestyle="--")


def _asinh_axis(panel: Axes, band: Band) -> None:
    """Space an axis as the bins are: evenly near the centre, then by the logarithm."""

    def forward(values: np.ndarray) -> np.ndarray:
        return np.arcsinh((np.asarray(values) - band.centre) / band.softening)

    def inverse(values: np.ndarray) -> np.ndarray:
        return band.centre + band.softening * np.sinh(np.asarray(values))

    panel.set_xscale("function", functions=(forward, inverse))
    panel.set_xlim(band.edges[0], band.edges[-1])
    ticks = _ticks(band)
    panel.xaxis.set_major_locator(FixedLocator(ticks))
    panel.xaxis.set_minor_locator(NullLocator())
    panel.tick_params(axis="x", labelsize=7.5)
    panel.xaxis.set_major_formatter(FixedFormatter(_labels(ticks)))


def _labels(ticks: list[float]) -> list[str]:
    """Print values with as many digits as tell them apart."""
    for digits in range(3, 10):
        labels = [f"{value:.{digits}g}" for value in ticks]
        if len(set(labels)) == len(labels):
            break
    return labels


def _ticks(band: Band) -> list[float]:
    """Choose round values, spaced about evenly on the axis."""
    ends = np.arcsinh((band.edges[[0, -1]] - band.centre) / band.softening)
    even = band.centre + band.softening * np.sinh(np.linspace(*ends, TICKS))
    nearest = np.minimum(np.diff(even, prepend=-np.inf), np.diff(even, append=np.inf))
    sizes = 10.0 ** np.floor(np.log10(nearest / 2))
    # The first and the last are rounded into the axis.
    ways = [np.ceil, *[np.round] * (TICKS - 2), np.floor]
    return sorted(
        {
            float(way(value / size) * size)
            for way, value, size in zip(ways, even, sizes, strict=True)
        }
    )
