"""Newly classified images on one page, by class, the most confident first."""

import math
import re

import numpy as np
from matplotlib.figure import Figure

from galaxybench.evaluation.new_images import Classified
from galaxybench.figures import style, tiles
from galaxybench.formats import percent, shortened

COLUMNS, ROWS = 8, 7


def chosen(predicted: np.ndarray, probability: np.ndarray) -> list[int]:
    """Choose at most COLUMNS * ROWS images, spread evenly over the classes.

    Of a class with too many images, those at even steps of the confidence ranking are
    chosen, including the most and the least confident.

    Args:
        predicted: (m,) int.
        probability: (m,) of the predicted class.

    Returns:
        Indices by class, the highest probability first.
    """
    classes = np.unique(predicted)
    ranked = {
        label: np.flatnonzero(predicted == label)[
            np.argsort(-probability[predicted == label], kind="stable")
        ]
        for label in classes
    }
    places = COLUMNS * ROWS
    picked = {}
    # The smallest first: the places that they leave free go to the others.
    for left, label in zip(
        range(len(classes), 0, -1),
        sorted(classes, key=lambda label: len(ranked[label])),
        strict=True,
    ):
        rows = ranked[label]
        share = min(len(rows), math.ceil(places / left))
        steps = np.linspace(0, len(rows) - 1, share).round().astype(int)
        picked[label] = rows[steps].tolist()
        places -= share
    return [row for label in classes for row in picked[label]]


def title(images: str, model: str, result: Classified) -> str:
    """Name the images, the model, and the number of images drawn.

    Args:
        images: path of the images.
        model: path of the .keras file; if it is that of a run, the run is named.
        result: the classified images.
    """
    run = re.fullmatch(r"results/runs/(.+)/model\.keras", model)
    name = shortened(run[1], 50) if run else _ending(model, 50)
    count, drawn = len(result.names), len(chosen(result.predicted, result.probability))
    number = f"{count:,}" if drawn == count else f"{drawn} of {count:,}"
    number += " image" if count == 1 else " images"
    refused = f", {result.refused:,} refused" if result.refused else ""
    return f"{_ending(images, 40)} by {name}: {number}{refused}"


def draw(result: Classified, title: str) -> Figure:
    """Draw a grid of images, each with its class, probability and name below.

    Args:
        result: at least one image.
        title: what the figure shows.
    """
    rows = chosen(result.predicted, result.probability)
    pixels = [result.read(row) for row in rows]
    height, width = pixels[0].shape[:2]
    side = (style.WIDTH - 0.2) / COLUMNS * height / width
    step = side + 0.42
    figure = style.figure(
        style.TITLE + math.ceil(len(rows) / COLUMNS) * step,
        title,
        simulated=result.simulated,
    )
    for line, start in enumerate(range(0, len(rows), COLUMNS)):
        panel = style.place(
            figure, 0.1, style.TITLE + line * step, style.WIDTH - 0.2, side
        )
        texts = []
        for row in rows[start : start + COLUMNS]:
            name = result.classes[result.predicted[row]]
            texts.append(
                f"{shortened(name, 22)}\n{percent(result.probability[row])}"
                f"  {_ending(result.names[row], 14)}"
            )
        tiles.captioned(panel, pixels[start : start + COLUMNS], texts, COLUMNS, 7)
    return figure


def _ending(name: str, letters: int) -> str:
    """Shorten a file name to its end, where files of one folder differ."""
    name = name.rstrip("/").rpartition("/")[2]
    name = name.encode(errors="replace").decode()
    return name if len(name) <= letters else f"…{name[1 - letters :]}"
