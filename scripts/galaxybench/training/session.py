"""The inputs of a training, and the model and batches built from them.

Shared by training, probing and tuning.
"""

import time
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import keras

from galaxybench.download.checksums import proven
from galaxybench.files import read_json
from galaxybench.images.fits import open_cube, read_classes, read_labels
from galaxybench.images.pixel_types import refuse_brightness
from galaxybench.machine import backends
from galaxybench.networks.classifier import build_classifier
from galaxybench.networks.concentrations import concentrations
from galaxybench.networks.freezing import freeze
from galaxybench.training import losses, optimizers, schedules
from galaxybench.training.batch_logs import BatchLog, GraphBatchLog
from galaxybench.training.batches import Batches, balanced_weights
from galaxybench.training.input_pipelines import input_pipeline
from galaxybench.training.phases import Phase
from galaxybench.training.training_model import TrainingModel, build_training_model

STEPS_PER_EXECUTION = 8
"""Batches that TensorFlow trains on before it returns to Python."""

CLASS_WEIGHTS = {"none": 0.0, "balanced": 1.0, "sqrt": 0.5}
"""The recipe's `class_weights` -> power of the inverse class size."""


@dataclass(frozen=True)
class TrainingSpec:
    """Everything that decides the result of a training.

    Attributes:
        train: FITS file of the training images, balanced already if the recipe says so.
        valid: FITS file of the validation images.
        statistics: content of pixel_statistics.json.
        model: {"architecture": name, "options": {...}}.
        recipe: all keys present.
        seed: seeds initial weights, order of the images, augmentation and dropout.
        start: file of weights to start from; None starts from random ones.
    """

    train: Path
    valid: Path
    statistics: dict[str, Any]
    model: dict[str, Any]
    recipe: dict[str, Any]
    seed: int
    start: Path | None = None

    @classmethod
    def of_job(cls, job: Any, seed: int = 0) -> "TrainingSpec":  # noqa: ANN401
        """Read the spec of a Snakemake job.

        The job has the inputs train, valid, statistics and weights (a file, the proof
        of its download, or none), and the params model and recipe.

        Raises:
            FileNotFoundError: downloaded weights are gone.
            ValueError: downloaded weights are not what their architecture declares.
        """
        return cls(
            Path(job.input.train),
            Path(job.input.valid),
            read_json(job.input.statistics),
            job.params.model,
            job.params.recipe,
            seed,
            _start(job.params.model["architecture"], *job.input.weights),
        )


def _start(architecture: str, weights: str | None = None) -> Path | None:
    """Return the file to start from, given as it is or by the proof of its download."""
    if weights is None or not weights.endswith(".verified"):
        return weights and Path(weights)
    module = import_module(f"galaxybench.models.{architecture}")
    return proven(Path(weights), module.WEIGHTS.values())


@dataclass(frozen=True)
class Session:
    """A training ready to begin; `model` is the classifier behind its augmentation."""

    spec: TrainingSpec
    classifier: keras.Model
    model: TrainingModel
    train: Batches
    valid: Batches

    def begin(self, phase: Phase) -> None:
        """Freeze layers and compile the model for a phase of the recipe."""
        freeze(self.classifier, phase.freeze)
        compile_model(self.model, self.spec.recipe, phase, len(self.train))

    def fit(self, steps: int) -> float:
        """Train for `steps` steps, and return the seconds that it took."""
        clock = time.perf_counter()
        self.model.batch_log.restart()
        self.model.fit(
            input_pipeline(self.train), steps_per_epoch=steps, shuffle=False, verbose=0
        )
        return time.perf_counter() - clock


def prepare(spec: TrainingSpec) -> Session:
    """Seed everything, build the model and open the images."""
    backends.seed_everything(spec.seed, exact=spec.recipe["jit"] is not True)
    classes = len(read_classes(spec.train))
    cube = open_cube(spec.train)
    refuse_brightness(spec.recipe["augmentation"], cube.dtype)
    classifier = build_classifier(
        cube.shape[1:], classes, spec.model, spec.recipe, spec.statistics, spec.start
    )
    train, valid = open_batches(spec.train, spec.valid, classes, spec.recipe, spec.seed)
    learner = None
    if spec.recipe["loss"]["votes"] == "dirichlet_multinomial":
        learner = concentrations(classifier)
    changes = spec.recipe["augmentation"]
    model = build_training_model(classifier, changes, spec.seed, learner)
    return Session(spec, classifier, model, train, valid)


def open_batches(
    train_fits: Path, valid_fits: Path, classes: int, recipe: dict[str, Any], seed: int
) -> tuple[Batches, Batches]:
    """Open training and validation images with the batch settings of a recipe.

    `seed` decides the order of the training images, and mixup.
    """
    size, alpha = recipe["batch_size"], recipe["augmentation"]["mixup"]
    power, weights = CLASS_WEIGHTS[recipe["loss"]["class_weights"]], None
    if power:
        weights = balanced_weights(read_labels(train_fits), classes, power)
    votes = recipe["loss"]["votes"]
    options = {"seed": seed, "class_weights": weights, "mixup": alpha or None}
    train = Batches(train_fits, classes, size, votes=votes, **options)
    options = {"mixup": 0 if alpha else None, "votes": votes}
    return train, Batches(valid_fits, classes, size, **options)


def compile_model(
    model: TrainingModel, recipe: dict[str, Any], phase: Phase, steps: int
) -> None:
    """Give a model its optimizer, loss, accuracy and batch log for a phase.

    `steps` is the number of batches per epoch.
    """
    rate = schedules.initial(
        recipe["schedule"], phase.learning_rate, phase.epochs, steps
    )
    tensorflow = backends.name() == "tensorflow"
    model.compile(
        optimizer=optimizers.build(recipe["optimizer"], rate, recipe["precision"]),
        loss=losses.build(recipe["loss"]),
        metrics=[keras.metrics.CategoricalAccuracy(name="accuracy")],
        steps_per_execution=STEPS_PER_EXECUTION if tensorflow else 1,
        jit_compile=recipe["jit"],
    )
    model.optimizer.build(model.trainable_variables)
    model.refine(recipe["optimizer"])
    model.batch_log = GraphBatchLog(steps) if tensorflow else BatchLog()
