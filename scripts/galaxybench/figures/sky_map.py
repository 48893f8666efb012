"""Where on the sky the images of a data set are."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from galaxybench.figures import style
from galaxybench.figures.lettering import short

WIDE = 30.0
"""Degrees in declination or right ascension from which the whole sky is drawn."""
MOST_CLASSES = len(style.COLOURS)
"""More classes have one colour."""
HEIGHT = 4.6


def draw(
    ra: np.ndarray,
    dec: np.ndarray,
    labels: np.ndarray,
    classes: Sequence[str],
    *,
    simulated: bool,
) -> Figure:
    """Draw positions, East to the left, on the whole sky (Mollweide) or in its part.

    Args:
        ra: (n,) degrees; positions that are not finite are left out.
        dec: (n,) degrees.
        labels: (n,) integers.
        classes: the names of the classes.
        simulated: whether the images are simulated.
    """
    known = np.isfinite(ra) & np.isfinite(dec)
    ra, dec, labels = ra[known] % 360, dec[known], labels[known]
    figure = style.figure(
        style.TITLE + HEIGHT, f"{len(ra):,} positions", simulated=simulated
    )
    centre, width = _centre(ra)
    east = (ra - centre + 180) % 360 - 180
    wide = max(width, float(np.ptp(dec)) if len(dec) else 0) > WIDE
    panel = _all_sky(figure, centre) if wide else _part(figure, dec)
    colours = style.COLOURS if len(classes) <= MOST_CLASSES else [style.COLOURS[0]]
    size = float(np.clip(4000 / max(len(ra), 1), 1, 12))
    # In one order for all classes, so that none covers the others.
    order = np.random.default_rng(0).permutation(len(ra))
    along, up = (-np.radians(east), np.radians(dec)) if wide else (east + centre, dec)
    panel.scatter(
        along[order],
        up[order],
        s=size,
        c=[colours[label % len(colours)] for label in labels[order]],
        linewidths=0,
        alpha=0.8,
        rasterized=True,
    )
    if len(colours) > 1 and len(classes) > 1:
        _legend(panel, classes)
    return figure


def _centre(ra: np.ndarray) -> tuple[float, float]:
    """Return the middle of the right ascensions, and their width, in degrees.

    The widest gap between neighbours is outside, so that no patch is cut at 0 h.
    """
    if not len(ra):
        return 0.0, 0.0
    along = np.unique(ra)
    gaps = np.diff(along, append=along[0] + 360)
    widest = int(gaps.argmax())
    width = 360 - float(gaps[widest])
    start = along[(widest + 1) % len(along)]
    return float(start + width / 2) % 360, width


def _all_sky(figure: Figure, centre: float) -> Axes:
    panel = figure.add_subplot(projection="mollweide")
    panel.grid(True)
    places = np.arange(-150, 180, 60)
    labels = [f"{(centre - place) % 360:.0f}°" for place in places]
    panel.set_xticks(np.radians(places), labels, fontsize=7)
    panel.tick_params(axis="y", labelsize=7)
    return panel


def _part(figure: Figure, dec: np.ndarray) -> Axes:
    panel = figure.add_subplot()
    panel.invert_xaxis()
    panel.set_xlabel("right ascension, degrees")
    panel.set_ylabel("declination, degrees")
    panel.ticklabel_format(useOffset=False)
    middle = float(np.mean(dec)) if len(dec) else 0.0
    panel.set_aspect(1 / max(np.cos(np.radians(middle)), 0.05), adjustable="datalim")
    return panel


def _legend(panel: Axes, classes: Sequence[str]) -> None:
    entries = [
        style.legend_entry(
            marker="o", linestyle="", markersize=4, color=colour, label=short(name, 30)
        )
        for name, colour in zip(classes, style.COLOURS, strict=False)
    ]
    panel.legend(
        handles=entries, loc="center left", bbox_to_anchor=(1.02, 0.5), fontsize=8
    )
