"""Class probabilities of new images, which have no labels.

In: a trained model, and images of any kind that `unlabelled.py` opens. Out: a CSV of
probabilities and a CSV of the images that could not be read. Memory holds one batch.
"""

import csv
import logging
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import keras
import numpy as np
from PIL import Image

from galaxybench.evaluation.prediction import BATCH_SIZE, probabilities
from galaxybench.files import replacing
from galaxybench.images.pictures import to_pixels
from galaxybench.images.simulated import is_simulated
from galaxybench.images.unlabelled import Unlabelled, open_unlabelled
from galaxybench.machine import backends
from galaxybench.networks.model_card import read_card
from galaxybench.networks.saved_models import load_model

logger = logging.getLogger(__name__)

SHOWN = 20
"""Refused images, and sizes, that the log names."""


@dataclass(frozen=True)
class Classified:
    """What a figure of the result needs.

    Attributes:
        classes: class names.
        names: of the m images that could be read.
        predicted: (m,) int, the class of each.
        probability: (m,) float32, of that class.
        refused: number of images that could not be read.
        simulated: whether images or training were simulated.
        read: number among the m → (height, width, channels) uint8, as the model saw it.
    """

    classes: list[str]
    names: list[str]
    predicted: np.ndarray
    probability: np.ndarray
    refused: int
    simulated: bool
    read: Callable[[int], np.ndarray]


def classify(
    model: Path,
    images: Path,
    predictions: Path,
    refused: Path,
    threads: int,
    views: str = "none",
) -> Classified:
    """Classify images, and write what the model makes of each that can be read.

    Images of another size or other channels than those of the training are brought to
    them as an import would, with a warning.

    Args:
        model: a .keras file that takes raw pixels and gives probabilities.
        images: a folder, a picture, a FITS or an HDF5 file.
        predictions: CSV with a row an image: image, predicted, class, probability and
            p_<class> for every class.
        refused: CSV with a row for each other image: image, reason.
        threads: cores to use.
        views: as `prediction.probabilities` takes it.

    Raises:
        ValueError: the model or the images are none, or no image can be read.
    """
    backends.limit_threads(threads)
    classifier = _load(model)
    shape, outputs = classifier.input_shape[1:], classifier.output_shape[-1]
    card = read_card(model)
    classes = _classes(model, card, outputs)
    found = open_unlabelled(images, shape[-1])
    differences, failures, known = Counter(), [], []
    header = ["image", "predicted", "class", "probability"]
    header += [f"p_{name}" for name in classes]
    with (
        replacing(predictions) as partial_file,
        # A file's name may be no text at all.
        partial_file.open("w", newline="", errors="surrogateescape") as file,
        ThreadPoolExecutor(threads) as pool,
    ):
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        for start in range(0, len(found.names), BATCH_SIZE):
            rows = range(start, min(start + BATCH_SIZE, len(found.names)))
            batch, numbers = [], []
            read = pool.map(partial(_read, found, shape), rows)
            for row, (pixels, notes) in zip(rows, read, strict=True):
                if isinstance(pixels, str):
                    failures.append((found.names[row], pixels))
                else:
                    differences.update(notes)
                    numbers.append(row)
                    batch.append(pixels)
            if not batch:
                continue
            p = probabilities(classifier, np.stack(batch), views)
            _check(p, model)
            for row, values in zip(numbers, p, strict=True):
                best = int(values.argmax())
                known.append((row, best, values[best]))
                texts = [f"{value:.9g}" for value in values]
                first = [found.names[row], best, classes[best], texts[best]]
                writer.writerow(first + texts)
        _tell(images, failures, len(known))
    _warn(differences, len(known), shape)
    _write_refused(refused, failures)
    numbers, predicted, probability = zip(*known, strict=True)
    return Classified(
        classes,
        [found.names[row] for row in numbers],
        np.array(predicted),
        np.array(probability, np.float32),
        len(failures),
        found.simulated or is_simulated(card),
        lambda number: _read(found, shape, numbers[number])[0],
    )


def _load(path: Path) -> keras.Model:
    try:
        model = load_model(path)
    # Keras raises nearly anything for what is no model.
    except Exception as error:
        raise ValueError(f"{path} cannot be loaded as a model: {error}") from error
    inputs, outputs = model.input_shape, model.output_shape
    if len(inputs) != 4 or None in inputs[1:] or inputs[-1] not in (1, 3):
        raise ValueError(
            f"{path} takes {inputs}, needed: images (any number, height, width, 1 or 3)"
        )
    if len(outputs) != 2 or outputs[-1] < 2:
        raise ValueError(
            f"{path} gives {outputs}, needed: (any number, classes), 2 or more"
        )
    return model


def _classes(model: Path, card: dict, outputs: int) -> list[str]:
    """Names of the classes: the model's own, or numbered ones, which is logged."""
    classes = card.get("classes")
    if classes and len(classes) == outputs:
        return list(classes)
    logger.warning(
        "%s does not know the names of its %d classes: they are called class_0, "
        "class_1, ...; it is given raw pixels, 0 to 255",
        *(model, outputs),
    )
    return [f"class_{number}" for number in range(outputs)]


def _read(
    found: Unlabelled, shape: tuple[int, int, int], row: int
) -> tuple[np.ndarray | str, list[tuple[str, str]]]:
    """Read one image: its pixels and how it differs, or why it cannot be read."""
    try:
        with found.open(row) as image:
            notes = _differences(image, shape)
            return to_pixels(image, shape), notes
    # Damaged files make Pillow and h5py raise nearly anything.
    except Exception as error:
        return str(error) or type(error).__name__, []


def _differences(
    image: Image.Image, shape: tuple[int, int, int]
) -> list[tuple[str, str]]:
    """Say how an image differs from those of the training: (what, detail)."""
    height, width, channels = shape
    grey = Image.getmodebase(image.mode) == "L"
    notes = []
    if image.size != (width, height):
        notes.append(("size", f"{image.width}x{image.height}"))
    if grey and channels == 3:
        notes.append(("are grey, not colour: their one channel is repeated", ""))
    if not grey and channels == 1:
        notes.append(("are in colour, not grey: they are made grey", ""))
    if image.has_transparency_data:
        notes.append(("can be transparent: what is transparent becomes black", ""))
    if image.mode.startswith("I;16"):
        notes.append(("have 16 bits, not 8: 65535 becomes 255", ""))
    if image.format == "TIFF" and getattr(image, "n_frames", 1) > 1:
        notes.append(("are a stack of pictures: the first one is taken", ""))
    return notes


def _check(p: np.ndarray, model: Path) -> None:
    """Refuse (n, classes) values that are no probabilities."""
    # Not: any outside. NaN compares as false.
    if not (np.all(p >= 0) and np.allclose(p.sum(axis=1), 1, atol=1e-3)):
        raise ValueError(
            f"{model} gives no probabilities, but for one image {p[0].tolist()}: its "
            "last layer must be a softmax"
        )


def _tell(images: Path, failures: list[tuple[str, str]], read: int) -> None:
    for name, reason in failures[:SHOWN]:
        logger.warning("%s cannot be read: %s", name, reason)
    if len(failures) > SHOWN:
        logger.warning("%d more cannot be read", len(failures) - SHOWN)
    logger.info("%s: %d images classified, %d refused", images, read, len(failures))
    if not read:
        raise ValueError(
            f"{images}: none of its {len(failures)} images can be read, of which the "
            f"first is {failures[0][0]} ({failures[0][1]})"
            if failures
            else f"{images} has no images"
        )


def _warn(
    differences: Counter[tuple[str, str]], read: int, shape: tuple[int, int, int]
) -> None:
    """Log one warning for each way in which images differ from the training's."""
    sizes = Counter({size: n for (what, size), n in differences.items() if size})
    if sizes:
        height, width, _ = shape
        listed = [f"{size}: {count}" for size, count in sizes.most_common(SHOWN)]
        listed += [f"{len(sizes) - SHOWN} more sizes"] if len(sizes) > SHOWN else []
        logger.warning(
            "%d of %d images are not %dx%d pixels, as in the training: they are cut to "
            "their centre square and resized (%s)",
            *(sizes.total(), read, width, height, ", ".join(listed)),
        )
    for (what, size), count in differences.items():
        if not size:
            logger.warning("%d of %d images %s", count, read, what)


def _write_refused(path: Path, failures: list[tuple[str, str]]) -> None:
    with (
        replacing(path) as partial_file,
        partial_file.open("w", newline="", errors="surrogateescape") as file,
    ):
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["image", "reason"])
        writer.writerows(failures)
