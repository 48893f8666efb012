"""Places names beside their dots, where there is room."""

from itertools import product

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke
from matplotlib.text import Text

STEP = 5.0
"""Distance of a dot from the nearest place of its name, in points."""
RINGS = (1, 3, 6)
"""Distances tried, in steps."""
DOT = 3.0
"""Space around a dot to keep free, in points."""
SIDES = ((-1, 1), (0, 1), (-1, 0), (1, 0), (1, -1), (1, 1), (-1, -1), (0, -1))
"""Directions tried, first up and left, where a Pareto front has no other dots."""


def spot(
    point: np.ndarray,
    size: np.ndarray,
    taken: np.ndarray,
    room: np.ndarray,
    *,
    must: bool,
) -> np.ndarray | None:
    """Find the place of a name.

    Args:
        point: (2,) the dot, x and y.
        size: (2,) width and height of the name.
        taken: (n, 4) boxes that it should not cover: left, bottom, right, top.
        room: (4,) the box in which it has to stay.
        must: whether to return the least bad place if none is free.

    Returns:
        (4,) the box of the name, in the unit of the arguments; None without a place.
    """
    boxes = []
    for ring, side in product(RINGS, np.array(SIDES)):
        middle = point + side * (ring * STEP + size / 2)
        boxes.append(np.concatenate([middle - size / 2, middle + size / 2]))
    costs = [_overlap(box, taken) + 10 * _outside(box, room) for box in boxes]
    best = int(np.argmin(costs))
    return boxes[best] if must or costs[best] == 0 else None


def _overlap(box: np.ndarray, others: np.ndarray) -> float:
    low = np.maximum(box[:2], others[:, :2])
    high = np.minimum(box[2:], others[:, 2:])
    return float(np.prod(np.maximum(high - low, 0), axis=1).sum())


def _outside(box: np.ndarray, room: np.ndarray) -> float:
    beyond = np.concatenate([room[:2] - box[:2], box[2:] - room[2:]])
    return float(np.maximum(beyond, 0).sum())


def write(panel: Axes, points: np.ndarray, names: list[str], must: np.ndarray) -> None:
    """Name dots: first those that must be named, then the others if there is room.

    Args:
        panel: axes with their final limits and place.
        points: (n, 2) the dots, in data coordinates.
        names: n names.
        must: (n,) bool, the dots that must be named.
    """
    scale = 72 / panel.figure.dpi
    dots = panel.transData.transform(points) * scale
    room = panel.bbox.extents * scale
    boxes = np.hstack([dots - DOT, dots + DOT])
    for number in np.argsort(~must, kind="stable"):
        text = panel.annotate(
            names[number],
            points[number],
            (0, 0),
            textcoords="offset points",
            fontsize=8 if must[number] else 7,
            color="#111111" if must[number] else "#666666",
            ha="center",
            va="center",
            arrowprops={"arrowstyle": "-", "color": "#999999", "lw": 0.6},
            path_effects=[withStroke(linewidth=2, foreground="white")],
        )
        extent = Text.get_window_extent(text)  # without the line to the dot
        size = np.array([extent.width, extent.height]) * scale
        box = spot(dots[number], size, boxes, room, must=bool(must[number]))
        if box is None:
            text.remove()
            continue
        text.set_position((box[:2] + box[2:]) / 2 - dots[number])
        boxes = np.vstack([boxes, box])
