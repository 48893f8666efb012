"""Start-up time of a job, by stage, against plain Keras doing the same.

A training until its first eight batches are done, a prediction until its first batch
is: importing, building or loading, and the first steps, which trace. They alternate,
and the best time of each counts. Goal: galaxybench adds at most a tenth.
"""

import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

# Nothing else: every process that is measured imports this module first.
from benchmarks.common.processes import measured
from benchmarks.common.table import row

SIZE = 75  # the least that all architectures take without padding
STEPS, BATCH = 8, 32
TURNS = 5
STAGES = ("imports", "builds or loads", "first steps")


class Marks:
    """Seconds of each stage; the first begins when the process was started."""

    def __init__(self, folder: Path, asked: float) -> None:
        """Write to `folder`, for a process that was started at the time `asked`."""
        self.folder, self.last, self.seconds = folder, asked, []

    def mark(self) -> None:
        """End a stage; after the last one write all seconds."""
        now = time.time()
        self.seconds.append(now - self.last)
        self.last = now
        if len(self.seconds) == len(STAGES):
            (self.folder / "stages.json").write_text(json.dumps(self.seconds))


def train_ours(folder: Path, name: str, asked: float) -> None:
    """Do what the rule train_model does; leave early once there is a model."""
    marks = Marks(folder, asked)
    from benchmarks.common.recipes import STATISTICS, recipe
    from galaxybench.training.epochs import Epochs
    from galaxybench.training.session import TrainingSpec
    from galaxybench.training.training import train

    limit_threads()
    marks.mark()
    model = folder / f"{name}.keras"

    def begin(epochs: Epochs, epoch: int, logs: dict | None = None) -> None:
        marks.mark()
        on_epoch_begin(epochs, epoch, logs)

    def trained(epochs: Epochs, logs: dict | None = None) -> None:
        marks.mark()
        if model.exists():
            raise SystemExit

    on_epoch_begin, Epochs.on_epoch_begin = Epochs.on_epoch_begin, begin
    Epochs.on_test_begin = trained
    train(
        TrainingSpec(
            folder / "images.fits",
            folder / "images.fits",
            STATISTICS,
            model={"architecture": name, "options": {}},
            recipe=recipe(batch_size=BATCH, epochs=1),
            seed=0,
        ),
        {"model": model, "history": folder / "h.csv", "run": folder / "run.json"},
        state=folder / f"state-{asked}",
        labels={},
        threads=2,
    )


def train_plain(folder: Path, name: str, asked: float) -> None:
    """Do the same with Keras alone, from an array."""
    marks = Marks(folder, asked)
    import keras
    import numpy as np

    from galaxybench.networks import architectures

    limit_threads()
    marks.mark()
    keras.utils.set_random_seed(0)
    inputs = keras.Input((SIZE, SIZE, 3))
    scaled = keras.layers.Rescaling(1 / 255)(inputs)
    model = keras.Model(inputs, architectures.build(name, scaled, 10))
    model.compile("adam", "categorical_crossentropy", metrics=["accuracy"])
    images, labels = np.load(folder / "images.npy"), np.load(folder / "labels.npy")
    one_hot = keras.utils.to_categorical(labels, 10)
    marks.mark()
    model.fit(images, one_hot, batch_size=BATCH, verbose=0)
    marks.mark()


def predict_ours(folder: Path, name: str, asked: float) -> None:
    """Start as the rule predict does."""
    marks = Marks(folder, asked)
    from galaxybench.evaluation.prediction import probabilities
    from galaxybench.images.fits import open_cube
    from galaxybench.machine import backends
    from galaxybench.networks.saved_models import load_model

    backends.limit_threads(2)
    marks.mark()
    classifier = load_model(folder / f"{name}.keras")
    marks.mark()
    probabilities(classifier, open_cube(folder / "images.fits")[:BATCH], "none")
    marks.mark()


def predict_plain(folder: Path, name: str, asked: float) -> None:
    """Do the same with Keras alone."""
    marks = Marks(folder, asked)
    import keras
    import numpy as np

    limit_threads()
    marks.mark()
    classifier = keras.models.load_model(folder / f"{name}.keras", compile=False)
    marks.mark()
    classifier.predict(np.load(folder / "images.npy")[:BATCH], BATCH, verbose=0)
    marks.mark()


def limit_threads() -> None:
    """Let plain Keras use as many threads as ours."""
    from galaxybench.machine import backends

    backends.limit_threads(2)


def best(jobs: list[Callable], folder: Path, name: str) -> list[float]:
    """Seconds of the best turn of each job; prints its stages."""
    stages: dict[Callable, list[list[float]]] = {job: [] for job in jobs}
    for _ in range(TURNS):
        for job in jobs:
            measured(job, folder, name, time.time())
            stages[job].append(json.loads((folder / "stages.json").read_text()))
    found = [min(stages[job], key=sum) for job in jobs]
    for job, seconds in zip(jobs, found, strict=True):
        told = zip(STAGES, seconds, strict=True)
        text = ", ".join(f"{stage} {value:.1f} s" for stage, value in told)
        print(f"{job.__name__}, {name}: {text}")
    return [sum(seconds) for seconds in found]


def write_images(folder: Path) -> None:
    """Write the same images as FITS and as arrays."""
    import numpy as np

    from benchmarks.common.images import write_noise
    from galaxybench.images.fits import open_cube, read_labels

    path = folder / "images.fits"
    write_noise(path, STEPS * BATCH, SIZE)
    np.save(folder / "images.npy", open_cube(path))
    np.save(folder / "labels.npy", read_labels(path))


def main() -> None:
    """Measure, print, and fail if the goal is missed."""
    held = []
    with tempfile.TemporaryDirectory() as path:
        folder = Path(path)
        write_images(folder)
        for name in sys.argv[1:] or ("mobilenet_v3_small",):
            for what, jobs in {
                "training": [train_ours, train_plain],
                "prediction": [predict_ours, predict_plain],
            }.items():
                mine, plain = best(jobs, folder, name)
                title = f"{name}: start of a {what} / plain Keras"
                held.append(row(title, mine / plain, 1.1))
    sys.exit(not all(held))


if __name__ == "__main__":
    main()
