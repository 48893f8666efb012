"""Newly classified images on one page, class by class, the most confident first."""

import csv
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from galaxybench.figures import style, tiles
from galaxybench.figures.lettering import ending, short
from galaxybench.formats import percent
from galaxybench.images.pictures import to_pixels
from galaxybench.images.unlabelled import open_unlabelled
from galaxybench.spreadsheets import restored

COLUMNS, ROWS = 8, 7


@dataclass(frozen=True)
class Classified:
    """Newly classified images.

    Attributes:
        model: path of the .keras file.
        images: path of the images.
        names: names of the m images that could be read.
        predicted: (m,) int, the class of each.
        classes: the names of these m classes.
        probability: (m,) float32, probability of the predicted class.
        refused: number of images that could not be read.
        simulated: whether the images or those of the training are simulated.
        read: number of an image among the m -> (height, width, channels) uint8, as the
            model saw it.
    """

    model: str
    images: str
    names: list[str]
    predicted: np.ndarray
    classes: list[str]
    probability: np.ndarray
    refused: int
    simulated: bool
    read: Callable[[int], np.ndarray]


def load(predictions: Path, refused: Path, description: dict[str, Any]) -> Classified:
    """Load the results of `new_images.classify`, with at least one image.

    `predictions` and `refused` are its CSV files, `description` is what it returned.
    """
    # Not pandas: a file may have the name NA.
    with predictions.open(newline="", encoding="utf-8") as file:
        _, *rows = (row[:4] for row in csv.reader(file))
    with refused.open(newline="", encoding="utf-8") as file:
        _, *failures = csv.reader(file)
    names, predicted, classes, probability = map(list, zip(*rows, strict=True))
    names, classes = (list(map(restored, texts)) for texts in (names, classes))
    shape = tuple(description["shape"])
    found = open_unlabelled(Path(description["images"]), shape[-1])
    numbers = {name: number for number, name in enumerate(found.names)}

    def read(row: int) -> np.ndarray:
        with found.open(numbers[names[row]]) as image:
            return to_pixels(image, shape, description.get("bits"))

    return Classified(
        description["model"],
        description["images"],
        names,
        np.array(predicted, int),
        classes,
        np.array(probability, np.float32),
        len(failures),
        description["simulated"],
        read,
    )


def chosen(predicted: np.ndarray, probability: np.ndarray) -> list[int]:
    """Choose at most COLUMNS * ROWS images, as evenly among the classes as possible.

    Of a class with more images than places, images at even steps of confidence are
    chosen, including the most and the least confident.

    Args:
        predicted: (m,) int.
        probability: (m,) of the predicted class.

    Returns:
        Indices by class, the highest probability first.
    """
    order = np.argsort(-probability, kind="stable")
    ranked = [order[predicted[order] == label] for label in np.unique(predicted)]
    picked: dict[int, list[int]] = {}
    places = COLUMNS * ROWS
    # The smallest classes first: the others share the places that these leave.
    for number in sorted(range(len(ranked)), key=lambda number: len(ranked[number])):
        rows = ranked[number]
        share = min(len(rows), math.ceil(places / (len(ranked) - len(picked))))
        steps = np.linspace(0, len(rows) - 1, share).round().astype(int)
        picked[number] = rows[steps].tolist()
        places -= share
    return [row for number in range(len(ranked)) for row in picked[number]]


def title(result: Classified) -> str:
    """Return a title: what was classified, by which model, and how much is drawn."""
    run = re.fullmatch(r"results/runs/(.+)/model\.keras", result.model)
    name = short(run[1], 50) if run else _ending(result.model, 50)
    count, drawn = len(result.names), len(chosen(result.predicted, result.probability))
    number = f"{count:,}" if drawn == count else f"{drawn} of {count:,}"
    number += " image" if count == 1 else " images"
    refused = f", {result.refused:,} refused" if result.refused else ""
    return f"{_ending(result.images, 40)} by {name}: {number}{refused}"


def draw(result: Classified) -> Figure:
    """Draw a grid of images with class, probability and name under each."""
    rows = chosen(result.predicted, result.probability)
    pixels = [result.read(row) for row in rows]
    room = style.WIDTH - 0.2
    side = tiles.side(pixels[0][np.newaxis], room, COLUMNS)
    figure = style.figure(
        style.TITLE + math.ceil(len(rows) / COLUMNS) * (side + 0.42),
        title(result),
        simulated=result.simulated,
    )
    texts = [
        f"{short(result.classes[row], 22)}\n"
        f"{percent(result.probability[row])}  {_ending(result.names[row], 14)}"
        for row in rows
    ]
    place = (0.1, style.TITLE, room, side)
    tiles.captioned(figure, pixels, texts, COLUMNS, place, 7, 0.42)
    return figure


def _ending(path: str, letters: int) -> str:
    """Shorten a file's name to its end, where files of one folder differ."""
    return ending(path.rstrip("/").rpartition("/")[2], letters)
