"""Class probabilities of the images in a file."""

import csv
import logging
import time
from pathlib import Path
from statistics import median
from typing import Any

import keras
import numpy as np

from galaxybench.evaluation.predictions_table import COLUMNS
from galaxybench.files import replacing
from galaxybench.images.fits import open_cube, read_catalog, read_labels
from galaxybench.jobs import environment
from galaxybench.networks.saved_models import load_model

logger = logging.getLogger(__name__)

BATCH_SIZE = 64


def probabilities(
    classifier: keras.Model, images: np.ndarray, views: str
) -> np.ndarray:
    """Predict one batch: (n, height, width, channels) uint8 to (n, classes) float32.

    `views` is the test-time augmentation: "none", or "dihedral", the mean over the
    eight flips and quarter turns of each image (Dieleman, Willett, Dambre 2015, arXiv
    1503.07077). An image that is not square has only four of them.
    """
    if views == "none":
        return np.asarray(classifier.predict_on_batch(images))
    square = images.shape[1] == images.shape[2]
    flipped = [
        image
        for view in (images, images[:, :, ::-1])
        for image in (view, view[:, ::-1])
    ]
    turned = [view.transpose(0, 2, 1, 3) for view in flipped] if square else []
    every = [np.asarray(classifier.predict_on_batch(v)) for v in flipped + turned]
    return np.mean(every, axis=0)


def predict(
    model: Path, parts: list[tuple[Path, Path]], threads: int, views: str = "none"
) -> dict[str, Any]:
    """Write a model's predictions for every image of some files, and time them.

    `parts` are pairs of a FITS file of images, read batch by batch, and a
    predictions.csv to write. `views` is as for `probabilities`.

    Returns:
        A dict of predict_seconds_per_image, the median over all full batches, without
        writing and without compiling (an extra batch is predicted first); and of the
        settings of this measurement: batch_size, batches, views, device, threads.

    Raises:
        ValueError: if the model takes images of another shape.
    """
    classifier = load_model(model)
    for images, _ in parts:
        shape = open_cube(images).shape[1:]
        if classifier.input_shape[1:] != shape:
            raise ValueError(
                f"{model} takes images of shape {classifier.input_shape[1:]}, "
                f"{images} has {shape}: train on images of that shape"
            )
    first = open_cube(parts[0][0])[:BATCH_SIZE]
    probabilities(classifier, first, views)
    batches = [
        batch
        for images, output in parts
        for batch in _write(classifier, images, output, views)
    ]
    seconds = [seconds for images, seconds in batches if images == len(first)]
    return {
        "predict_seconds_per_image": median(seconds) / len(first),
        "batch_size": len(first),
        "batches": len(seconds),
        "views": views,
        "device": environment.device(),
        "threads": threads,
    }


def _write(
    classifier: keras.Model, path: Path, output: Path, views: str
) -> list[tuple[int, float]]:
    """Write the predictions for one file; returns images and seconds of each batch."""
    timed = []
    started = time.perf_counter()
    images, labels = open_cube(path), read_labels(path)
    source_index = np.asarray(read_catalog(path)["source_index"])
    columns = [*COLUMNS, *(f"p{n}" for n in range(classifier.output_shape[-1]))]
    with replacing(output) as partial, partial.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        for start in range(0, len(labels), BATCH_SIZE):
            batch = images[start : start + BATCH_SIZE]
            clock = time.perf_counter()
            rows = probabilities(classifier, batch, views)
            timed.append((len(batch), time.perf_counter() - clock))
            for index, row in enumerate(rows, start):
                known = [index, source_index[index], labels[index], int(row.argmax())]
                # Nine digits restore the same float32.
                writer.writerow(known + [f"{p:.9g}" for p in row])
    seconds = time.perf_counter() - started
    logger.info("%d images of %s in %.1f s", len(labels), path, seconds)
    return timed
