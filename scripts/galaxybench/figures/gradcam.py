"""Grad-CAM maps: where every model looks in its most confident errors."""

import math
import textwrap
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib import colormaps
from matplotlib.figure import Figure

from galaxybench.evaluation.rows import Key
from galaxybench.figures import style, tiles
from galaxybench.figures.lettering import short
from galaxybench.files import refuse_pointer
from galaxybench.formats import certainty

HEAT = colormaps["inferno"]
LETTERS = 22
"""Largest length of a class name."""


def read_maps(path: str | Path) -> dict[str, np.ndarray]:
    """Read the arrays that `explain` wrote. Nothing in the file is run.

    Raises:
        OSError: there is no such file.
        ValueError: the file is damaged, or holds other things than numbers and text.
    """
    refuse_pointer(path)
    try:
        with np.load(path, allow_pickle=False) as arrays:
            return dict(arrays)
    # zipfile, zlib and NumPy each raise their own errors for a damaged file.
    except Exception as error:
        raise ValueError(
            f"{path}: cannot be read ({error}): delete it and run the same command "
            "again, which makes it anew"
        ) from error


def draw(
    explained: dict[Key, dict],
    cube: np.ndarray,
    classes: list[str],
    *,
    title: str,
    simulated: bool,
) -> Figure:
    """Draw a few errors per (recipe, model): image, maps of predicted and true class.

    Models without a map or without errors are named below. `explained` is (recipe,
    model) → the arrays of `gradcam.explain`, and the cube holds the test images.
    """
    names = style.titles(explained, ", ")
    shown = [key for key, arrays in explained.items() if len(arrays["maps"])]
    columns = 1 if len(shown) <= 8 else 2
    lines, places = (2 if len(shown) <= 4 else 1), 4 // columns
    block = style.WIDTH / columns
    side = tiles.side(cube, (block - 0.15) / places, 3)
    step = 0.27 + lines * (side + 0.43)
    notes = _left_out(explained, names)
    figure = style.figure(
        style.TITLE + math.ceil(len(shown) / columns) * step + 0.3 * len(notes),
        f"Evidence for the predicted class and for the true class: {title}",
        simulated=simulated,
    )
    for number, key in enumerate(shown):
        arrays = explained[key]
        left = 0.1 + number % columns * block
        top = style.TITLE + 0.25 + number // columns * step
        rows = range(min(len(arrays["index"]), lines * places))
        panel = tiles.captioned(
            figure,
            [_triple(cube, arrays, row) for row in rows],
            [_text(arrays, row, classes) for row in rows],
            places,
            (left, top, block - 0.15, side),
            7 if columns == 1 else 6.5,
            0.43,
        )
        panel.set_title(f"{names[key]} ({arrays['layer']})")
    down = figure.get_size_inches()[1]
    for line, note in enumerate(reversed(notes)):
        figure.text(0.01, (0.15 + 0.3 * line) / down, note, va="center")
    return figure


def numbers(explained: dict[Key, dict], classes: list[str]) -> pd.DataFrame:
    """List the errors that have maps; the arguments are as in `draw`.

    Returns:
        One row per error: recipe, model, index (the row in test.fits), the true and the
        predicted class, the probability of the latter, and the layer of the map.
    """
    columns = ["recipe", "model", "index", "true", "predicted", "probability", "layer"]
    known = ("index", "label", "predicted", "probability", "maps")
    rows = [
        (*key, index, classes[label], classes[guess], probability, str(arrays["layer"]))
        for key, arrays in explained.items()
        for index, label, guess, probability, _ in zip(
            *(arrays[name] for name in known), strict=False
        )
    ]
    return pd.DataFrame(rows, columns=columns)


def _left_out(explained: dict[Key, dict], names: dict[Key, str]) -> list[str]:
    """Name the models that are not drawn, with the reason."""
    reasons: dict[str, list[str]] = {}
    for key, arrays in explained.items():
        if not arrays["layer"]:
            reasons.setdefault("Without a feature map: ", []).append(names[key])
        elif not len(arrays["maps"]):
            reasons.setdefault("Without errors: ", []).append(names[key])
    return [
        textwrap.shorten(reason + "; ".join(left), 150, placeholder=" …")
        for reason, left in reasons.items()
    ]


def _triple(cube: np.ndarray, arrays: dict, row: int) -> np.ndarray:
    """Put an image and its two maps side by side, (h, 3 w + 2 gaps, 3) uint8."""
    image = tiles.as_rgb(cube[arrays["index"][row]])
    overlaid = [_overlaid(image, shares) for shares in arrays["maps"][row]]
    return tiles.strip([image, *overlaid], 3, image.shape[1] // 32 + 1)


def _overlaid(image: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """Colour a grey copy of an image where its map (h, w) uint8 is high."""
    grey = image.mean(axis=-1, keepdims=True)
    heat = 255 * HEAT(shares)[..., :3]
    opacity = 0.7 * shares[..., np.newaxis] / 255
    return ((1 - opacity) * grey + opacity * heat).astype(np.uint8)


def _text(arrays: dict, row: int, classes: list[str]) -> str:
    predicted, true = (
        short(classes[arrays[key][row]], LETTERS) for key in ("predicted", "label")
    )
    sure = certainty(arrays["probability"][row])
    return f"{predicted}, not {true}\n{sure}test image {arrays['index'][row]}"
