"""Training of one model on one data set with one recipe and one seed.

In: training and validation FITS, pixel statistics, recipe. Out: the model with the
weights of its best validation epoch, taking raw pixels; the history; a description of
the run. The recipe decides everything that could differ; the state folder lets a
killed job go on from its last whole epoch with the same result.
"""

import logging
import math
import shutil
import time
from datetime import UTC, datetime
from pathlib import Path
from statistics import harmonic_mean
from typing import Any

import keras
import numpy as np

from galaxybench.files import replacing, write_json
from galaxybench.images.fits import open_cube, read_classes, read_provenance
from galaxybench.jobs import environment, gpu_slots, page_cache
from galaxybench.jobs.energy import GpuEnergy
from galaxybench.jobs.memory import PeakMemory
from galaxybench.jobs.termination import Termination
from galaxybench.machine import backends, seeding
from galaxybench.networks import flops
from galaxybench.networks.classifier import build_classifier
from galaxybench.networks.freezing import freeze
from galaxybench.networks.model_card import write_card
from galaxybench.training import (
    checkpoints,
    data_parallel,
    losses,
    optimizers,
    schedules,
)
from galaxybench.training.batch_logs import BatchLog, GraphBatchLog
from galaxybench.training.batches import Batches, balanced_weights
from galaxybench.training.epochs import Epochs
from galaxybench.training.feeds import feed
from galaxybench.training.phases import Phase, phases
from galaxybench.training.trainable import Trainable, build_trainable

logger = logging.getLogger(__name__)

STEPS_PER_EXECUTION = 8
"""Batches that TensorFlow trains on in a row without coming back to Python."""

CLASS_WEIGHTS = {"none": 0.0, "balanced": 1.0, "sqrt": 0.5}
"""The recipe's `class_weights` -> power of the inverse class size."""


def train(
    train_fits: Path,
    valid_fits: Path,
    statistics: dict[str, Any],
    outputs: dict[str, Path],
    model: dict[str, Any],
    recipe: dict[str, Any],
    seed: int,
    threads: int,
    state: Path,
    labels: dict[str, Any],
    start: Path | None = None,
    devices: int = 1,
) -> None:
    """Train a model and write model, history and description.

    Args:
        train_fits: training images, balanced already if the recipe says so.
        valid_fits: validation images.
        statistics: content of pixel_statistics.json.
        outputs: where to write "model" (.keras), "history" (.csv) and "run" (.json).
        model: {"architecture": name, "options": {...}}.
        recipe: all keys present.
        seed: of initial weights, order, augmentation and dropout.
        threads: cores to use.
        state: folder for resuming; whatever is there is trusted to be of this very
            run. Removed at the end.
        labels: what else to put into the description: names and digests.
        start: file of weights to start from; None starts from random ones.
        devices: that share each batch, as `parallel.devices` counts them.

    Raises:
        SystemExit: with 143 if SIGTERM came; the same call goes on from the last whole
            epoch.
    """
    started, clock = datetime.now(UTC), time.perf_counter()
    page_cache.fill(train_fits)
    # Whoever edits the sources during a long run does not change what it ran with.
    (commit, dirty), versions = environment.git_state(), environment.versions()
    backends.limit_threads(threads)
    seeding.seed_everything(seed, exact=recipe["jit"] is not True)
    if faster := backends.faster_settings(recipe):
        logger.info(
            "this graphics card may be faster with %s: snakemake tune_<experiment> "
            "measures it",
            ", ".join(faster),
        )
    # Whoever asks it to leave when all is trained waits for the last files.
    with Termination() as termination:
        with (
            GpuEnergy(gpu_slots.own() if backends.gpu() else []) as energy,
            PeakMemory() as memory,
            data_parallel.over(devices, recipe["jit"]),
        ):
            classes = len(read_classes(train_fits))
            shape = open_cube(train_fits).shape[1:]
            classifier = build_classifier(
                shape, classes, model, recipe, statistics, start
            )
            operations = flops.count(classifier)
            train_batches, valid_batches = open_batches(
                train_fits, valid_fits, classes, recipe, seed
            )
            trainable = build_trainable(classifier, recipe["augmentation"], seed)
            logger.info(
                "%s: %s parameters, %s training and %s validation images, seed %s",
                model["architecture"],
                f"{classifier.count_params():,}",
                f"{len(train_batches.labels):,}",
                f"{len(valid_batches.labels):,}",
                seed,
            )
            epochs = Epochs(
                recipe, state, train_batches, outputs["history"], termination
            )
            for phase in phases(recipe)[checkpoints.phase(state) :]:
                freeze(classifier, phase.freeze)
                attach_training(trainable, recipe, phase, len(train_batches))
                done, last = epochs.enter(phase, trainable)
                trainable.fit(
                    feed(train_batches),
                    validation_data=feed(valid_batches),
                    epochs=last,
                    initial_epoch=done,
                    callbacks=[epochs],
                    shuffle=False,  # of the batches; images are shuffled anyway
                    verbose=0,
                )
                if epochs.stopped_because == "non_finite_loss":
                    break
            checkpoints.load_best(state, classifier, epochs.best_epoch)
            _save_model(classifier, outputs["model"], train_fits)
        write_json(
            outputs["run"],
            {
                **labels,
                "recipe": recipe,
                "model": model,
                "seed": seed,
                "parameters": classifier.count_params(),
                "trainable_parameters": sum(
                    math.prod(weight.shape) for weight in classifier.trainable_weights
                ),
                "flops": operations,
                "batch_norm_momentum": _batch_norm_momentum(classifier),
                "train_images": len(train_batches.labels),
                "epochs_run": len(epochs.history),
                "best_epoch": epochs.best_epoch,
                "stopped_because": epochs.stopped_because,
                "resumed_from_epoch": epochs.resumed_from,
                "wall_seconds": time.perf_counter() - clock,
                "train_seconds": sum(row["seconds"] for row in epochs.history),
                "images_per_second": harmonic_mean(
                    row["images_per_second"] for row in epochs.history
                ),
                # Of this job alone, while earlier ones took energy too.
                "energy_joules": None if epochs.resumed_from else energy.joules,
                "peak_memory_bytes": memory.total_bytes,
                "peak_anonymous_bytes": memory.anonymous_bytes,
                "device": environment.device(),
                "devices": devices,
                "faster_settings": faster,
                "threads": threads,
                "backend": backends.name(),
                "versions": versions,
                "git_commit": commit,
                "git_dirty": dirty,
                "started": started.isoformat(timespec="seconds"),
                "finished": datetime.now(UTC).isoformat(timespec="seconds"),
            },
        )
        shutil.rmtree(state)


def open_batches(
    train_fits: Path,
    valid_fits: Path,
    classes: int,
    recipe: dict[str, Any],
    seed: int,
) -> tuple[Batches, Batches]:
    """Open training and validation images as a recipe wants them.

    Args:
        train_fits: training images.
        valid_fits: validation images.
        classes: number of classes.
        recipe: the recipe.
        seed: of the order of the training images, and of mixup.
    """
    size, alpha = recipe["batch_size"], recipe["augmentation"]["mixup"]
    train_batches = Batches(
        train_fits, classes, size, seed=seed, mixup=alpha if alpha else None
    )
    power = CLASS_WEIGHTS[recipe["loss"]["class_weights"]]
    if power:
        weights = balanced_weights(train_batches.labels, classes, power)
        train_batches.class_weights = weights.astype(np.float32)
    valid_batches = Batches(valid_fits, classes, size, mixup=0 if alpha else None)
    return train_batches, valid_batches


def attach_training(
    model: Trainable, recipe: dict[str, Any], phase: Phase, steps: int
) -> None:
    """Attach optimizer, loss and accuracy.

    Args:
        model: what is trained.
        recipe: the recipe.
        phase: the part of it that comes.
        steps: batches an epoch.
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


def _batch_norm_momentum(model: keras.Model) -> float | None:
    """Largest momentum of the batch normalizations, nested ones too; None without."""
    return max(
        (
            layer.momentum
            for layer in model._flatten_layers()
            if isinstance(layer, keras.layers.BatchNormalization)
        ),
        default=None,
    )


def _save_model(model: keras.Model, path: Path, train_fits: Path) -> None:
    with replacing(path) as partial:
        # Keras wants the name to end in .keras.
        named = partial.with_suffix(".keras")
        model.save(named)
        simulated = read_provenance(train_fits).get("SIMULATED", "")
        write_card(named, {"classes": read_classes(train_fits), "SIMULATED": simulated})
        named.replace(partial)
