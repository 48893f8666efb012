"""Training images as the augmentation of the recipes changes them."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from galaxybench.figures import shown, style, tiles
from galaxybench.figures.samples import choose, largest
from galaxybench.preparation.balancing import augmented

IMAGES = 3
"""Number of training images shown, one per class, from the largest classes."""
PLACES = 10
"""Images per row: the original and its augmented copies."""
SEED = 0


def kinds(augmentations: dict[str, dict[str, Any]]) -> list[tuple[list[str], dict]]:
    """Group the recipes that have the same augmentation.

    `augmentations` is recipe → its `augmentation`.

    Returns:
        (names of the recipes, their options that are on), in the order given; recipes
        without any option other than mixup are left out.
    """
    found: list[tuple[list[str], dict]] = []
    for recipe, augmentation in augmentations.items():
        changes = {k: v for k, v in augmentation.items() if v and k != "mixup"}
        alike = [names for names, known in found if known == changes]
        if alike:
            alike[0].append(recipe)
        elif changes:
            found.append(([recipe], changes))
    return found


def numbers(
    labels: np.ndarray, classes: list[str], augmentations: dict[str, dict[str, Any]]
) -> pd.DataFrame:
    """List the images that are drawn: recipe, class and index (row in train.fits)."""
    return pd.DataFrame(
        [
            (recipe, classes[labels[row]], row)
            for recipes, _ in kinds(augmentations)
            for recipe in recipes
            for row in _rows(labels, classes)
        ],
        columns=["recipe", "class", "index"],
    )


def _rows(labels: np.ndarray, classes: list[str]) -> list[int]:
    """Choose the middle image of each of the largest classes."""
    counts = np.bincount(labels, minlength=len(classes))
    shown = sorted(largest(labels, len(classes)), key=lambda k: -counts[k])[:IMAGES]
    shown = [k for k in shown if counts[k]]
    return [int(rows[len(rows) // 2]) for rows in choose(labels, shown, 3)]


def draw(
    cube: np.ndarray,
    labels: np.ndarray,
    classes: list[str],
    augmentations: dict[str, dict[str, Any]],
    *,
    title: str,
    simulated: bool,
) -> Figure:
    """Draw one panel per augmentation with one row per image, the original first.

    The images are those of the training; `augmentations` are as in `kinds`.
    """
    panels, chosen = kinds(augmentations), _rows(labels, classes)
    room = style.WIDTH - 0.2
    side = tiles.side(cube, room, PLACES)
    step = 0.35 + len(chosen) * side
    figure = style.figure(
        style.TITLE + len(panels) * step,
        f"Training images, as they are and as training sees them: {title}",
        simulated=simulated,
    )
    for number, (recipes, changes) in enumerate(panels):
        top = style.TITLE + number * step + 0.25
        for line, row in enumerate(chosen):
            rng = np.random.default_rng([SEED, row])
            image = shown.raw(cube, row)
            seen = [augmented(image, changes, rng) for _ in range(PLACES - 1)]
            place = (0.1, top + line * side, room, side)
            pictures = [shown.picture(cube, each) for each in (image, *seen)]
            panel = tiles.row(figure, pictures, PLACES, place)
            if line == 0:
                panel.set_title(f"{', '.join(recipes)}: {_words(changes)}")
    return figure


def _words(changes: dict[str, Any]) -> str:
    """Describe an augmentation: "flip horizontal and vertical, zoom up to 10 %"."""
    special = {
        "flip": lambda value: f"flip {' and '.join(sorted(value))}",
        "quarter_turns": lambda _: "quarter turns",
        "rotation": lambda value: f"rotation up to {value:g}°",
    }
    return ", ".join(
        special[key](value) if key in special else f"{key} up to {100 * value:g} %"
        for key, value in changes.items()
    )
