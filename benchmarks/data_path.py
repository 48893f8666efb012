"""Speed of the data path: `fit` from FITS against `fit` on a uint8 array in RAM.

Goals: at least 0.97 of the speed on the array for every architecture; a net that does
nothing gets at least 20,000 images/s at 69 px and 2,500 at 256 px.
"""

import os
import sys
import tempfile
import time
from pathlib import Path

import keras
import numpy as np

from benchmarks.common.images import CLASSES, write_noise
from benchmarks.common.paired_times import best_seconds
from benchmarks.common.recipes import STATISTICS, recipe
from benchmarks.common.table import row
from galaxybench.config import declarations
from galaxybench.machine import backends
from galaxybench.networks.classifier import build_classifier
from galaxybench.training.batches import Batches
from galaxybench.training.input_pipelines import input_pipeline
from galaxybench.training.phases import phases
from galaxybench.training.session import STEPS_PER_EXECUTION, compile_model
from galaxybench.training.training_model import build_training_model

SIZE = 75  # the least that all architectures take without padding
ROUNDS = 30
GOAL = 0.97
SLOW, FEW = 3.0, 8
"""If a turn takes SLOW seconds or more, batches have FEW images, since the drift of the
machine blurs long turns. Reading an image costs as much in a small batch."""
RECIPE = recipe(batch_size=32, normalization="rescale")


class LastBatch(keras.callbacks.Callback):
    """Time at which the last batch was done.

    After it Keras waits for the thread that tunes its pipeline, for up to as long again
    (see `input_pipelines.tensorflow_pipeline`), which is not part of its speed.
    """

    def on_train_batch_end(self, batch: int, logs: object = None) -> None:
        """Keep the time."""
        self.seconds = time.perf_counter()


def compare(name: str, images: Path, array: np.ndarray, labels: np.ndarray) -> float:
    """Ratio of the speed from FITS to that from the array, for one architecture."""
    keras.utils.clear_session()
    model = {"architecture": name, "options": {}}
    classifier = build_classifier(
        array.shape[1:], len(CLASSES), model, RECIPE, STATISTICS
    )
    trainable = build_training_model(classifier, RECIPE["augmentation"], seed=0)
    [phase] = phases(RECIPE)
    batches = Batches(images, len(CLASSES), RECIPE["batch_size"], seed=0)
    compile_model(trainable, RECIPE, phase, 100_000)

    def ours(steps: int) -> float:
        trainable.batch_log.restart()
        epochs = max(1, steps // len(batches))
        steps = min(steps, len(batches))
        fed = input_pipeline(batches)
        clock = time.perf_counter()
        trainable.fit(
            fed, epochs=epochs, steps_per_epoch=steps, shuffle=False, verbose=0
        )
        return time.perf_counter() - clock

    def theirs(steps: int) -> float:
        trainable.batch_log.restart()
        epochs = max(1, steps // len(batches))
        size = batches.batch_size
        count = min(steps, len(batches)) * size
        data = array[:count], labels[:count]
        last = LastBatch()
        clock = time.perf_counter()
        # Keras' own `fit`, which calls callbacks after every batch.
        keras.Model.fit(
            trainable, *data, size, epochs=epochs, callbacks=[last], verbose=0
        )
        return last.seconds - clock

    ours(STEPS_PER_EXECUTION)  # traces
    if ours(STEPS_PER_EXECUTION) > SLOW:
        batches.batch_size = FEW
    from_fits, from_array = best_seconds(ours, theirs, STEPS_PER_EXECUTION)
    return from_array / from_fits


def bare(images: Path, count: int) -> float:
    """Images per second of a net that looks at one pixel of each image."""
    keras.utils.clear_session()
    batches = Batches(images, len(CLASSES), 64, seed=0)
    inputs = keras.Input(batches.images.shape[1:], dtype="uint8")
    x = keras.ops.cast(inputs[:, :1, :1], "float32")
    x = keras.layers.Dense(len(CLASSES), activation="softmax")(
        keras.layers.Flatten()(x)
    )
    model = keras.Model(inputs, x)
    model.compile("sgd", "categorical_crossentropy", steps_per_execution=8)
    model.fit(input_pipeline(batches), shuffle=False, verbose=0)
    best = 0.0
    for _ in range(ROUNDS):
        clock = time.perf_counter()
        model.fit(input_pipeline(batches), shuffle=False, verbose=0)
        best = max(best, count / (time.perf_counter() - clock))
    return best


def main() -> None:
    """Measure, print, and fail if a goal is missed."""
    backends.limit_threads(os.cpu_count() or 1)
    held = []
    with tempfile.TemporaryDirectory() as folder:
        for size, count, goal in ((69, 20_000, 20_000), (256, 4_000, 2_500)):
            path = Path(folder) / f"{size}.fits"
            write_noise(path, count, size)
            speed = bare(path, count)
            name = f"a net that does nothing, {size} px"
            held.append(row(name, speed, goal, "images/s", most=False))
            path.unlink()
        path = Path(folder) / "images.fits"
        write_noise(path, 4_000, SIZE)
        batches = Batches(path, len(CLASSES), 32)
        array, labels = np.array(batches.images), batches.one_hot[batches.labels]
        for architecture in sys.argv[1:] or declarations.models():
            found = compare(architecture, path, array, labels)
            name = f"{architecture}: fit from FITS / from an array in RAM"
            held.append(row(name, found, GOAL, most=False))
    sys.exit(not all(held))


if __name__ == "__main__":
    main()
