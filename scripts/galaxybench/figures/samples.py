"""A few training images of each class."""

import math
import textwrap

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from galaxybench.figures import style, tiles
from galaxybench.figures.lettering import short

CLASSES_PER_COLUMN = 12
CLASSES_SHOWN = 20
"""Largest number of classes that are shown on a page."""


def largest(labels: np.ndarray, classes: int) -> list[int]:
    """Choose the classes to show: all, or the largest, in their own order."""
    counts = np.bincount(labels, minlength=classes)
    return sorted(np.argsort(-counts, kind="stable")[:CLASSES_SHOWN].tolist())


def choose(labels: np.ndarray, classes: list[int], images: int) -> list[np.ndarray]:
    """Choose evenly spaced images of every class, neither by hand nor at random.

    Returns:
        One ascending index array per number in `classes`, of at most `images` indices.
    """
    chosen = []
    for number in classes:
        rows = np.flatnonzero(labels == number)
        places = np.linspace(0, len(rows) - 1, min(images, len(rows)))
        chosen.append(rows[places.round().astype(int)])
    return chosen


def numbers(labels: np.ndarray, classes: list[str]) -> pd.DataFrame:
    """List the images that are drawn: class, its images, index (row in train.fits)."""
    shown = largest(labels, len(classes))
    counts = np.bincount(labels, minlength=len(classes))
    chosen = choose(labels, shown, _layout(shown)[1])
    return pd.DataFrame(
        {"class": classes[number], "images": counts[number], "index": row}
        for number, rows in zip(shown, chosen, strict=True)
        for row in rows
    )


def _layout(shown: list[int]) -> tuple[int, int, float]:
    """Return the columns of classes, images per class, and inches of a class's name."""
    columns = math.ceil(len(shown) / CLASSES_PER_COLUMN)
    return columns, *{1: (9, 1.7), 2: (5, 1.3)}[columns]


def draw(
    cube: np.ndarray,
    labels: np.ndarray,
    classes: list[str],
    *,
    title: str,
    simulated: bool,
) -> Figure:
    """Draw training images, one row per class, in two columns from 13 classes on."""
    shown = largest(labels, len(classes))
    columns, images, label = _layout(shown)
    rows = math.ceil(len(shown) / columns)
    which = "every class"
    if len(shown) < len(classes):
        which = f"the {len(shown)} largest of {len(classes)} classes"
    block = style.WIDTH / columns
    room = block - label - 0.1
    side = tiles.side(cube, room, images)
    figure = style.figure(
        style.TITLE + rows * side + 0.05,
        f"Training images of {which}: {title}",
        simulated=simulated,
    )
    for place, (number, chosen) in enumerate(
        zip(shown, choose(labels, shown, images), strict=True)
    ):
        left, top = place // rows * block, style.TITLE + place % rows * side
        at = (left + label, top, room, side)
        panel = tiles.row(figure, [cube[i] for i in chosen], images, at, anchor="W")
        width = 19 if columns == 1 else 17
        name = textwrap.fill(short(classes[number], 3 * width), width)
        count = int((labels == number).sum())
        panel.text(
            -0.1 / (block - label),
            0.5,
            f"{name}\n{count:,} images",
            ha="right",
            va="center",
            transform=panel.transAxes,
            fontsize=9 if columns == 1 else 6.5,
        )
    return figure
