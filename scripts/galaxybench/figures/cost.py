"""Accuracy against cost: one panel per kind of cost, one dot per model."""

from collections.abc import Callable
from itertools import cycle

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from galaxybench.comparison.summary import has_trained, summarize
from galaxybench.config.runs import ENSEMBLE, KINDS
from galaxybench.figures import naming, style
from galaxybench.formats import number, short_duration

DECADES = {10.0**power: (2, 5) for power in range(15)}
TIMES = {
    **{1e-3: (2, 5), 1e-2: (2, 5), 0.1: (2, 5), 1: (2, 5), 10: (2, 3)},
    **{60: (2, 5), 600: (2, 3), 3600: (2,), 5 * 3600: (2,)},
    **{86400: (2, 5), 864_000: (2, 5), 8_640_000: (2, 5)},
}
"""Round ticks → the factors that give the ticks after them."""
COSTS = {
    "train_seconds": ("training time", 1, short_duration, TIMES),
    "parameters": ("parameters", 1, number, DECADES),
    "flops": ("floating-point operations per image", 1, number, DECADES),
    "predict_seconds_per_image": (
        *("prediction time of 1,000 images", 1000, short_duration, TIMES),
    ),
}
"""Column of metrics.csv → axis label, factor, function that prints a tick, ticks."""
SHAPES = "os^DvP<>hp"
"""Markers, one per recipe."""
PANEL = (4.2, 2.75)
"""Width and height of a panel, in inches."""
TICKS = 7
"""An axis with more ticks than this has only the round ones."""
EDGE = 0.035
"""Distance of a mark for a value below the axis from its end, as a share of it."""
LINE = {"color": "#8c8c8c", "ls": (0, (4, 2)), "lw": 1.1}
"""Style of the Pareto front, unlike that of the intervals."""


def numbers(table: pd.DataFrame, ranking: pd.DataFrame | None = None) -> pd.DataFrame:
    """Average accuracy and costs over the runs of every model and recipe.

    Returns:
        One row per cost and (recipe, model) whose cost is known: cost (its column of
        metrics.csv), recipe, model, runs, accuracy with its interval, value (the
        mean cost) and pareto: whether it is on the Pareto front of the rows of which a
        run trained.
    """
    keys = ["recipe", "model"]
    scores = ["runs", "not_ok", "accuracy", "accuracy_low", "accuracy_high"]
    costs = table.groupby(keys, sort=False)[list(COSTS)].mean()
    rows = summarize(table, ranking)[[*keys, *scores]].merge(
        costs.reset_index(), on=keys
    )
    tidy = rows.melt([*keys, *scores], list(COSTS), "cost").dropna(subset="value")
    on_front = pd.Series(False, tidy.index)
    for _, own in tidy[has_trained(tidy)].groupby("cost"):
        on_front[own.index] = front(own["value"].to_numpy(), own["accuracy"].to_numpy())
    return tidy.assign(pareto=on_front)


def front(cost: np.ndarray, accuracy: np.ndarray) -> np.ndarray:
    """Find the Pareto front: no other is cheaper and as accurate, or the reverse.

    Args:
        cost: (n,) better when low.
        accuracy: (n,) better when high.

    Returns:
        (n,) bool.
    """
    cheaper = cost[:, None] - cost  # above 0 where the column is cheaper than the row
    better = accuracy - accuracy[:, None]
    beaten = (cheaper >= 0) & (better >= 0) & ((cheaper > 0) | (better > 0))
    return ~beaten.any(axis=1)


def draw(
    table: pd.DataFrame, ranking: pd.DataFrame | None = None, *, simulated: bool
) -> Figure:
    """Draw one panel per cost: accuracy against cost (log axis), with the Pareto front.

    `table` is the part of metrics.csv of one data set and split scheme, `ranking` is
    ranking.csv.
    """
    rows = numbers(table, ranking)
    known = [cost for cost in COSTS if cost in set(rows["cost"])]
    lines = -(-len(known) // 2)
    height = style.TITLE + lines * (PANEL[1] + 0.75) + 0.45
    data = style.data_label(*table.iloc[0][["dataset", "scheme"]])
    figure = style.figure(height, f"Accuracy against cost: {data}", simulated=simulated)
    shapes, limits = _shapes(rows), _limits(rows)
    for place, cost in enumerate(known):
        left = 0.7 + place % 2 * (PANEL[0] + 0.75)
        top = style.TITLE + 0.15 + place // 2 * (PANEL[1] + 0.75)
        panel = style.place(figure, left, top, *PANEL)
        panel.set_ylim(limits)
        # Above 100 % there are labels only.
        panel.set_yticks([tick for tick in panel.get_yticks() if tick <= 100])
        panel.set_ylim(limits)
        _panel(panel, rows[rows["cost"] == cost], cost, shapes)
        if place % 2 == 0:
            panel.set_ylabel("test accuracy (%)")
    figure.legend(
        handles=_handles(shapes) + _lost_handles(rows, limits[0]),
        loc="lower left",
        ncols=5,
        bbox_to_anchor=(0.05, 0.02 / height),
    )
    return figure


def _shapes(rows: pd.DataFrame) -> dict[str, str]:
    """Assign a marker to every recipe, and one of their own to ensembles."""
    recipes = sorted(set(rows["recipe"]).difference(KINDS))
    shapes = dict(zip(recipes, cycle(SHAPES), strict=False))
    return shapes | ({ENSEMBLE: "*"} if ENSEMBLE in set(rows["recipe"]) else {})


def _limits(rows: pd.DataFrame) -> tuple[float, float]:
    """Return the accuracy axis' range in percent; collapsed models may be below."""
    fine = rows[has_trained(rows)]
    shown = rows if fine.empty else fine
    low, high = 100 * shown["accuracy_low"].min(), 100 * rows["accuracy_high"].max()
    pad = 0.08 * max(high - low, 1.0)
    return low - pad, high + 2 * pad


def _panel(panel: Axes, rows: pd.DataFrame, cost: str, shapes: dict[str, str]) -> None:
    label, factor, printed, ticks = COSTS[cost]
    rows = rows.sort_values(["value", "accuracy"])
    x, y = factor * rows["value"].to_numpy(), 100 * rows["accuracy"].to_numpy()
    bottom, top = panel.get_ylim()
    below = y < bottom
    colours = style.colours(rows.loc[~rows["recipe"].isin(KINDS), "model"])
    ends = 100 * rows[["accuracy_low", "accuracy_high"]].to_numpy()
    _axis(panel, x, printed, ticks)
    panel.set_xlabel(f"{label} (logarithmic)")
    on_front, lost = rows["pareto"].to_numpy(), ~has_trained(rows).to_numpy()
    if on_front.any():
        steps = [*x[on_front], panel.get_xlim()[1]], [*y[on_front], y[on_front][-1]]
        panel.step(*steps, where="post", zorder=1.5, **LINE)
    # A mark at the edge stands inside the axes, whole.
    edge = bottom + EDGE * (top - bottom)
    for place, row in enumerate(rows.itertuples()):
        colour = colours.get(row.model, "#222222")
        if below[place]:
            panel.plot(x[place], edge, "v", ms=7, mfc="white", mec=colour)
            continue
        panel.plot([x[place]] * 2, ends[place], color=colour, lw=1.4, alpha=0.5)
        dot = {"color": colour, "ms": _size(row.recipe), "mec": "white", "mew": 0.8}
        shape = shapes[row.recipe]
        if lost[place]:
            dot, shape = {"mfc": "white", "mec": colour, "ms": 7}, "X"
        panel.plot(x[place], y[place], shape, **dot, zorder=3)
    points = np.column_stack([x, np.where(below, edge, y)])
    naming.write(panel, points, list(rows["model"]), on_front | below | lost)


def _size(recipe: str) -> float:
    return 9 if recipe == ENSEMBLE else 6.5


def _axis(
    panel: Axes,
    x: np.ndarray,
    printed: Callable[[float], str],
    ticks: dict[float, tuple[int, ...]],
) -> None:
    """Make the x axis at least a factor of 10 long, with round ticks."""
    span = x.max() / x.min()
    pad = max((10 / span) ** 0.5, span**0.1)
    low, high = x.min() / pad**1.3, x.max() * pad**0.7
    fine = [
        tick * factor for tick, between in ticks.items() for factor in (1, *between)
    ]
    shown = fine if sum(low <= tick <= high for tick in fine) <= TICKS else list(ticks)
    style.log_axis(panel, shown, printed)
    panel.set_xlim(low, high)


def _handles(shapes: dict[str, str]) -> list[Line2D]:
    handles = [style.legend_entry(label="Pareto front", **LINE)]
    for recipe, marker in shapes.items() if len(shapes) > 1 else ():
        label = "ensemble" if recipe == ENSEMBLE else f"recipe {recipe}"
        look = {"color": "#444444", "ls": "", "marker": marker, "ms": _size(recipe)}
        handles.append(style.legend_entry(label=label, **look))
    return handles


def _lost_handles(rows: pd.DataFrame, bottom: float) -> list[Line2D]:
    """Explain the marks of what did not train, and of what is below the axis."""
    below = 100 * rows["accuracy"] < bottom
    look = {"ms": 7, "mfc": "white", "mec": "#444444", "ls": ""}
    marks = {
        "X": ("did not train", (~has_trained(rows) & ~below).any()),
        "v": ("did not train, below the axis", below.any()),
    }
    return [
        style.legend_entry(marker=marker, label=label, **look)
        for marker, (label, shown) in marks.items()
        if shown
    ]
