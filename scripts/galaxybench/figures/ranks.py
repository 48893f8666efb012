"""The critical-difference diagram: average ranks, and bars over equal models."""

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

from galaxybench.comparison.ranks import row_names
from galaxybench.evaluation import collapse
from galaxybench.figures import style
from galaxybench.figures.lettering import short
from galaxybench.formats import p_value

MARGIN = 3.1
"""Space left and right of the axis for the names, in inches."""
LINE, BAR = 0.27, 0.13
"""Distance of two names, and of two bars, in inches."""
LETTER = 0.075
"""Width of a letter of 9 points, in inches."""
AXIS = 0.85
"""Distance of the axis from the top, in inches; the critical difference is above."""


def numbers(ranking: dict[str, Any]) -> pd.DataFrame:
    """Return the numbers of the figure, one row per model, best rank first."""
    return pd.DataFrame(ranking["rows"]).assign(
        datasets=len(ranking["datasets"]),
        critical_difference=ranking["critical_difference"],
        friedman_p=ranking["friedman"]["p"],
    )


def draw(ranking: dict[str, Any], *, simulated: bool) -> Figure:
    """Draw the diagram of Demšar 2006 (Journal of Machine Learning Research 7, 1).

    `ranking` is one result of `ranks.rankings` that is not refused.
    """
    rows, alike = ranking["rows"], ranking["alike"]
    left = (len(rows) + 1) // 2
    names = AXIS + 0.3 + BAR * len(alike)
    height = names + LINE * left
    figure = style.figure(
        style.TITLE + height + 0.35,
        f"Average ranks over {len(ranking['datasets'])} data sets, split "
        f"{short(ranking['scheme'], 24)}",
        simulated=simulated,
    )
    panel = style.place(figure, MARGIN, style.TITLE, style.WIDTH - 2 * MARGIN, height)
    panel.set_xlim(1, len(rows))
    panel.set_ylim(height, 0)
    _axis(panel, len(rows))
    _ruler(panel, ranking["critical_difference"])
    for number, ends in enumerate(alike):
        panel.plot(
            [rows[end]["rank"] for end in ends],
            [AXIS + 0.17 + BAR * number] * 2,
            color="#222222",
            lw=4,
            solid_capstyle="round",
            clip_on=False,
        )
    colours = style.colours([row["model"] for row in rows])
    # A model that trained nowhere is at its rank only because it is last.
    gone = [row["untrained"] == len(ranking["datasets"]) for row in rows]
    shown = [
        short(name, 36) + collapse.lost(row["recipe"]) if lost else short(name, 50)
        for row, name, lost in zip(rows, row_names(rows), gone, strict=True)
    ]
    # Long names get a smaller font; beside them are the rank and the line's end.
    size = min(9.0, 9 * (MARGIN - 0.75) / (LETTER * max(map(len, shown))))
    for number, (row, name) in enumerate(zip(rows, shown, strict=True)):
        best = number < left
        y = names + LINE * (number if best else len(rows) - 1 - number)
        text = _model(panel, row["rank"], y, name, colours[row["model"]], left=best)
        text.set_fontsize(size)
    figure.text(
        0.008,
        0.1 / figure.get_size_inches()[1],
        "1 is best. Bars join models without a significant difference at the 5 % level "
        f"(Nemenyi). Friedman’s test: {p_value(ranking['friedman']['p'])}.",
        color="#555555",
    )
    return figure


def _axis(panel: Axes, models: int) -> None:
    panel.grid(visible=False)
    panel.spines[["left", "bottom"]].set_visible(False)
    panel.tick_params(bottom=False, left=False, labelbottom=False, labelleft=False)
    panel.plot([1, models], [AXIS] * 2, color="#555555", lw=1, clip_on=False)
    ranks = range(1, models + 1) if models <= 20 else [1, *range(5, models + 1, 5)]
    panel.vlines(ranks, AXIS - 0.07, AXIS, color="#555555", lw=1, clip_on=False)
    for rank in ranks:
        panel.text(rank, AXIS - 0.1, rank, ha="center", va="bottom", color="#333333")


def _ruler(panel: Axes, difference: float) -> None:
    """Draw the critical difference of two average ranks."""
    panel.plot([1, 1 + difference], [0.3] * 2, color="#222222", lw=1.2, clip_on=False)
    for end in (1, 1 + difference):
        panel.plot([end] * 2, [0.24, 0.36], color="#222222", lw=1.2, clip_on=False)
    panel.text(1, 0.2, f"critical difference {difference:.2f}", ha="left", va="bottom")


def _model(
    panel: Axes, rank: float, y: float, name: str, colour: str, *, left: bool
) -> Text:
    """Draw a line from a model's rank on the axis to its name at the side."""
    edge, outside = panel.get_xlim() if left else panel.get_xlim()[::-1]
    inch = abs(outside - edge) / (style.WIDTH - 2 * MARGIN) * (-1 if left else 1)
    corners = [rank, rank, edge + 0.12 * inch], [AXIS, y, y]
    panel.plot(*corners, color=colour, lw=1.3, clip_on=False)
    panel.plot(rank, AXIS, "o", ms=6, color=colour, mec="white", clip_on=False)
    return panel.text(
        edge + 0.2 * inch,
        y,
        f"{name}  {rank:.2f}" if left else f"{rank:.2f}  {name}",
        ha="right" if left else "left",
        va="center",
        color="#222222",
    )
