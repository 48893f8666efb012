"""How long a job takes to get going, and what on, against plain Keras doing the same.

A training until its eighth step is done, and a prediction until the first batch is:
importing, building or loading, and the first steps, which compile. The issue is what
galaxybench adds; Keras and TensorFlow take the most. They take turns, and the best time
of each counts. Goal: no more than plain Keras takes, within a tenth.
"""

import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

from benchmarks.common.images import CLASSES, write_noise  # noqa: E402
from benchmarks.common.processes import measured  # noqa: E402
from benchmarks.common.recipes import STATISTICS, recipe  # noqa: E402
from benchmarks.common.table import row  # noqa: E402

SIZE = 75  # the least that all architectures take without padding
STEPS, BATCH = 8, 32
TURNS = 5
STAGES = ("imports", "builds or loads", "first steps")


class Marks:
    """Seconds of each stage, from when the process was asked for."""

    def __init__(self, asked: float) -> None:
        """Start with the process itself, which belongs to the first stage."""
        self.last, self.seconds = asked, []

    def mark(self) -> None:
        """End a stage."""
        self.seconds.append(time.time() - self.last)
        self.last = time.time()

    def write(self, folder: Path) -> None:
        """Tell who has asked."""
        (folder / "stages.json").write_text(json.dumps(self.seconds))


def train_ours(folder: Path, name: str, asked: float) -> None:
    """Start as the rule train_model does."""
    marks = Marks(asked)
    from galaxybench import backends, seeding
    from galaxybench.assembly import build_classifier, build_trainable
    from galaxybench.phases import phases
    from galaxybench.training import attach_training, open_batches

    backends.limit_threads(2)
    marks.mark()
    seeding.seed_everything(0)
    chosen = recipe(batch_size=BATCH, normalization="rescale")
    shape, model = (SIZE, SIZE, 3), {"architecture": name, "options": {}}
    classifier = build_classifier(shape, len(CLASSES), model, chosen, STATISTICS)
    images = folder / "images.fits"
    batches, _ = open_batches(images, images, len(CLASSES), chosen, seed=0)
    trainable = build_trainable(classifier, chosen["augmentation"], seed=0)
    [phase] = phases(chosen)
    attach_training(trainable, chosen, phase, len(batches))
    marks.mark()
    trainable.batch_log.restart()
    trainable.fit(batches.feed(), steps_per_epoch=STEPS, shuffle=False, verbose=0)
    marks.mark()
    marks.write(folder)
    if not (folder / f"{name}.keras").exists():
        classifier.save(folder / f"{name}.keras")


def train_plain(folder: Path, name: str, asked: float) -> None:
    """Do the same with Keras alone, from an array."""
    marks = Marks(asked)
    import keras

    from galaxybench import backends, models
    from galaxybench.fits import open_cube, read_labels

    backends.limit_threads(2)
    marks.mark()
    keras.utils.set_random_seed(0)
    inputs = keras.Input((SIZE, SIZE, 3))
    scaled = keras.layers.Rescaling(1 / 255)(inputs)
    model = keras.Model(inputs, models.build(name, scaled, len(CLASSES)))
    model.compile("adam", "categorical_crossentropy", metrics=["accuracy"])
    images = open_cube(folder / "images.fits")[: STEPS * BATCH]
    labels = read_labels(folder / "images.fits")[: STEPS * BATCH]
    one_hot = keras.utils.to_categorical(labels, len(CLASSES))
    marks.mark()
    model.fit(images, one_hot, batch_size=BATCH, verbose=0)
    marks.mark()
    marks.write(folder)


def predict_ours(folder: Path, name: str, asked: float) -> None:
    """Start as the rule predict does."""
    marks = Marks(asked)
    from galaxybench import backends
    from galaxybench.fits import open_cube
    from galaxybench.loading import load_model
    from galaxybench.prediction import probabilities

    backends.limit_threads(2)
    marks.mark()
    classifier = load_model(folder / f"{name}.keras")
    marks.mark()
    probabilities(classifier, open_cube(folder / "images.fits")[:64], "none")
    marks.mark()
    marks.write(folder)


def predict_plain(folder: Path, name: str, asked: float) -> None:
    """Do the same with Keras alone."""
    marks = Marks(asked)
    import keras

    from galaxybench import backends
    from galaxybench.fits import open_cube

    backends.limit_threads(2)
    marks.mark()
    classifier = keras.models.load_model(folder / f"{name}.keras", compile=False)
    marks.mark()
    classifier.predict(open_cube(folder / "images.fits")[:64], 64, verbose=0)
    marks.mark()
    marks.write(folder)


def best(jobs: list[Callable], folder: Path, name: str) -> list[float]:
    """Seconds of each job, of its best turn; prints what it took them for."""
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


def main() -> None:
    """Measure, print, and fail if the goal is missed."""
    held = []
    with tempfile.TemporaryDirectory() as path:
        folder = Path(path)
        write_noise(folder / "images.fits", 512, SIZE)
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
