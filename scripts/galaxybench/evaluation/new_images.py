"""Class probabilities of new images, which have no labels.

In: a trained model, and images of any kind that `unlabelled.py` opens. Out: a CSV file
of predictions and a CSV file of the images that could not be read. Only one batch is in
memory at a time.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import keras
import numpy as np
from PIL import Image

from galaxybench.config.class_names import mistake
from galaxybench.evaluation.prediction import BATCH_SIZE, probabilities
from galaxybench.files import replacing
from galaxybench.images.pictures import to_pixels
from galaxybench.images.simulated import is_simulated
from galaxybench.images.unlabelled import Unlabelled, open_unlabelled
from galaxybench.networks.model_card import read_card
from galaxybench.networks.saved_models import load_model
from galaxybench.spreadsheets import write_rows

logger = logging.getLogger(__name__)

SHOWN = 20
"""Most refused images, and most sizes, that the log names."""


@dataclass
class _Notes:
    """Observations made while images were read.

    Attributes:
        read: number of images that could be read.
        refused: (name, reason) of those that could not.
        differences: (what, detail) -> number of images that differ so from training.
    """

    read: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)
    differences: Counter[tuple[str, str]] = field(default_factory=Counter)


def classify(
    model: Path,
    images: Path,
    predictions: Path,
    refused: Path,
    threads: int,
    views: str = "none",
) -> dict[str, Any]:
    """Classify images, and write the predictions for all that can be read.

    Images of another size or with other channels than those of the training are
    converted as by an import, with a warning.

    Args:
        model: a .keras file that takes raw pixels and returns probabilities.
        images: a folder, a picture, a FITS file or an HDF5 file.
        predictions: CSV file to write, one row per image that can be read: image,
            predicted, class, probability and p_<class> for every class. Texts are as
            `spreadsheets` writes them.
        refused: CSV file to write, one row per other image: image, reason.
        threads: number of threads that decode images.
        views: test-time augmentation, as for `prediction.probabilities`.

    Returns:
        A dict: `model`, `images` and `views` as passed; `shape`, (height, width,
        channels) of the images as the model saw them; `bits`, as for `to_pixels`, those
        of the training; `simulated`, whether these images or those of the training are
        simulated.

    Raises:
        ValueError: the model is not a classifier, the images are not images, or none
            can be read.
    """
    card = read_card(model)
    _refuse_fluxes(model, card)
    classifier = _load(model)
    shape = classifier.input_shape[1:]
    classes = _classes(model, card, classifier.output_shape[-1])
    bits = _training_bits(card)
    found, notes = open_unlabelled(images, shape[-1]), _Notes()
    header = ["image", "predicted", "class", "probability"]
    with _table(predictions, header + [f"p_{name}" for name in classes]) as write:
        for names, pixels in _batches(found, shape, bits, threads, notes):
            p = probabilities(classifier, pixels, views)
            _check(p, model)
            write(_rows(names, p, classes))
        _log_refused(images, notes)
    _log_differences(notes, shape)
    with _table(refused, ["image", "reason"]) as write:
        write(notes.refused)
    return {
        "model": str(model),
        "images": str(images),
        "views": views,
        "shape": list(shape),
        "bits": bits,
        "simulated": found.simulated or is_simulated(card),
    }


@contextmanager
def _table(path: Path, header: list[str]) -> Iterator[Callable[[Iterable], None]]:
    """Start a CSV file; yields a function that writes rows."""
    with (
        replacing(path) as partial_file,
        # A reason may name a file whose name is no valid text.
        partial_file.open(
            "w", newline="", encoding="utf-8", errors="backslashreplace"
        ) as file,
    ):
        write_rows(file, [header])
        yield partial(write_rows, file)


def _load(path: Path) -> keras.Model:
    model = load_model(path)
    inputs, outputs = model.input_shape, model.output_shape
    if len(inputs) != 4 or None in inputs[1:] or inputs[-1] not in (1, 3):
        raise ValueError(
            f"{path} takes {inputs}, needed: images (any number, height, width, 1 or 3)"
        )
    if len(outputs) != 2 or outputs[-1] < 2:
        raise ValueError(
            f"{path} returns {outputs}, needed: (any number, classes), 2 or more"
        )
    return model


def _refuse_fluxes(model: Path, card: dict[str, Any]) -> None:
    if card.get("pixels", "uint8") != "uint8":
        raise ValueError(
            f"{model} was trained on fluxes ({card['pixels']}), and only images of "
            "uint8 can be classified yet: use a model that was trained on pictures, or "
            "load this one with keras.models.load_model, and call it with raw fluxes"
        )


def _classes(model: Path, card: dict, outputs: int) -> list[str]:
    """Return the model's class names, or numbered ones with a warning."""
    classes = [str(name) for name in card.get("classes") or ()]
    wrong = mistake(classes)
    if len(classes) == outputs and not wrong:
        return classes
    logger.warning(
        "%s does not hold the names of its %d classes%s: they are called class_0, "
        "class_1, ...; its input is raw pixels, 0 to 255",
        *(model, outputs, f" ({wrong})" if wrong else ""),
    )
    return [f"class_{number}" for number in range(outputs)]


def _training_bits(card: dict[str, Any]) -> int | None:
    """Return the bits in use in the 16-bit pictures of the training, if it had any."""
    return int(card["bits"]) if "bits" in card else None


def _batches(
    found: Unlabelled,
    shape: tuple[int, int, int],
    bits: int | None,
    threads: int,
    notes: _Notes,
) -> Iterator[tuple[list[str], np.ndarray]]:
    """Read the images in batches: names and pixels, (n, height, width, channels) uint8.

    A batch has the readable ones among BATCH_SIZE images, and is left out without any.
    """
    with ThreadPoolExecutor(threads) as pool:
        for start in range(0, len(found.names), BATCH_SIZE):
            rows = range(start, min(start + BATCH_SIZE, len(found.names)))
            names, batch = [], []
            read = pool.map(partial(_read, found, shape, bits), rows)
            for row, (pixels, differences) in zip(rows, read, strict=True):
                if isinstance(pixels, str):
                    notes.refused.append((found.names[row], pixels))
                else:
                    notes.differences.update(differences)
                    names.append(found.names[row])
                    batch.append(pixels)
            notes.read += len(batch)
            if batch:
                yield names, np.stack(batch)


def _read(
    found: Unlabelled, shape: tuple[int, int, int], bits: int | None, row: int
) -> tuple[np.ndarray | str, list[tuple[str, str]]]:
    """Read one image: its pixels and how it differs, or why it cannot be read."""
    try:
        with found.open(row) as image:
            differences = _differences(image, shape)
            return to_pixels(image, shape, bits), differences
    # Pillow and h5py may raise anything for a damaged file.
    except Exception as error:
        return str(error) or type(error).__name__, []


def _differences(
    image: Image.Image, shape: tuple[int, int, int]
) -> list[tuple[str, str]]:
    """List how an image differs from those of the training: (what, detail)."""
    height, width, channels = shape
    grey = Image.getmodebase(image.mode) == "L"
    found = []
    if image.size != (width, height):
        found.append(("size", f"{image.width}x{image.height}"))
    if grey and channels == 3:
        found.append(("are grey, not colour: their one channel is repeated", ""))
    if not grey and channels == 1:
        found.append(("are in colour, not grey: they are converted to grey", ""))
    if image.has_transparency_data:
        found.append(("can be transparent: transparent pixels become black", ""))
    return found


def _check(p: np.ndarray, model: Path) -> None:
    """Refuse (n, classes) values that are not probabilities."""
    # Written so that NaN, which compares as false, is refused.
    if not (np.all(p >= 0) and np.allclose(p.sum(axis=1), 1, atol=1e-3)):
        raise ValueError(
            f"{model} does not return probabilities, for one image {p[0].tolist()}: "
            "its last layer must be a softmax"
        )


def _rows(names: list[str], p: np.ndarray, classes: list[str]) -> Iterator[list]:
    """Format the rows of predictions.csv from (n, classes) probabilities."""
    for name, values in zip(names, p, strict=True):
        best = int(values.argmax())
        # Nine digits restore the same float32.
        texts = [f"{value:.9g}" for value in values]
        yield [name, best, classes[best], texts[best], *texts]


def _log_refused(images: Path, notes: _Notes) -> None:
    failures = notes.refused
    for name, reason in failures[:SHOWN]:
        logger.warning("%s cannot be read: %s", name, reason)
    if len(failures) > SHOWN:
        logger.warning("%d more cannot be read", len(failures) - SHOWN)
    logger.info(
        "%s: %d images classified, %d refused", images, notes.read, len(failures)
    )
    if not notes.read:
        raise ValueError(
            f"{images}: none of its {len(failures)} images can be read, of which the "
            f"first is {failures[0][0]} ({failures[0][1]})"
            if failures
            else f"{images} has no images"
        )


def _log_differences(notes: _Notes, shape: tuple[int, int, int]) -> None:
    """Log one warning for each way in which images differ from the training's."""
    differences = notes.differences
    sizes = Counter({size: n for (_, size), n in differences.items() if size})
    if sizes:
        height, width, _ = shape
        listed = [f"{size}: {count}" for size, count in sizes.most_common(SHOWN)]
        listed += [f"{len(sizes) - SHOWN} more sizes"] if len(sizes) > SHOWN else []
        logger.warning(
            "%d of %d images are not %dx%d pixels, as in the training: they are "
            "cropped to their centre square and resized (%s)",
            *(sizes.total(), notes.read, width, height, ", ".join(listed)),
        )
    for (what, size), count in differences.items():
        if not size:
            logger.warning("%d of %d images %s", count, notes.read, what)
