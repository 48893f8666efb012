"""A short measured training: what a run will cost, before it is paid.

In: what a training takes. Out: speeds, start-up, memory and size of the model.
Nothing is saved, and nothing is learnt that anybody keeps.
"""

import time
from pathlib import Path
from typing import Any

import keras

from galaxybench.images.fits import open_cube, read_classes
from galaxybench.jobs import environment, page_cache
from galaxybench.jobs.memory import PeakMemory
from galaxybench.machine import backends, seeding
from galaxybench.networks import flops
from galaxybench.networks.classifier import build_classifier
from galaxybench.networks.freezing import freeze
from galaxybench.training.feeds import feed
from galaxybench.training.phases import phases
from galaxybench.training.trainable import build_trainable
from galaxybench.training.training import (
    STEPS_PER_EXECUTION,
    attach_training,
    open_batches,
)

SECONDS = 8.0
"""How long training, and validation, is measured."""


def probe(
    train_fits: Path,
    valid_fits: Path,
    statistics: dict[str, Any],
    model: dict[str, Any],
    recipe: dict[str, Any],
    threads: int,
    began: float,
    start: Path | None = None,
    seconds: float = SECONDS,
) -> dict[str, Any]:
    """Train for some seconds and measure.

    Of a recipe with phases the last one is measured, which as a rule trains most.

    Args:
        train_fits: training images.
        valid_fits: validation images.
        statistics: content of pixel_statistics.json.
        model: {"architecture": name, "options": {...}}.
        recipe: all keys present.
        threads: cores to use.
        began: `time.perf_counter()` when the job started.
        start: file of weights to start from; None starts from random ones.
        seconds: to measure training, and at most validation.

    Returns:
        parameters, flops (of one image's way through the model), train_images,
        valid_images, batch_size, epochs, startup_seconds, train_images_per_second,
        valid_images_per_second, peak_anonymous_bytes, device, threads; and `seconds`,
        what a run of all epochs will take.
    """
    page_cache.fill(train_fits)
    backends.limit_threads(threads)
    seeding.seed_everything(0, exact=recipe["jit"] is not True)
    with PeakMemory() as memory:
        classes = len(read_classes(train_fits))
        shape = open_cube(train_fits).shape[1:]
        classifier = build_classifier(shape, classes, model, recipe, statistics, start)
        trainable = build_trainable(classifier, recipe["augmentation"], seed=0)
        last = phases(recipe)[-1]
        freeze(classifier, last.freeze)
        train, valid = open_batches(train_fits, valid_fits, classes, recipe, seed=0)
        attach_training(trainable, recipe, last, len(train))

        def fit(steps: int) -> None:
            trainable.batch_log.restart()
            trainable.fit(feed(train), steps_per_epoch=steps, shuffle=False, verbose=0)

        def evaluate(steps: int) -> None:
            trainable.evaluate(feed(valid), steps=steps, verbose=0)

        few = min(STEPS_PER_EXECUTION, len(train))
        fit(few)
        startup = time.perf_counter() - began
        speed = _images_per_second(fit, len(train), recipe["batch_size"], seconds)
        evaluate(min(STEPS_PER_EXECUTION, len(valid)))
        check = _images_per_second(evaluate, len(valid), recipe["batch_size"], seconds)
    epochs = sum(phase.epochs for phase in phases(recipe))
    images, checked = len(train.labels), len(valid.labels)
    return {
        "parameters": classifier.count_params(),
        "flops": flops.count(classifier),
        "train_images": images,
        "valid_images": checked,
        "batch_size": recipe["batch_size"],
        "epochs": epochs,
        "startup_seconds": startup,
        "train_images_per_second": speed,
        "valid_images_per_second": check,
        "seconds": startup + epochs * (images / speed + checked / check),
        "peak_anonymous_bytes": memory.anonymous_bytes,
        "device": environment.device(),
        "threads": threads,
        "backend": keras.backend.backend(),
    }


def _images_per_second(
    work: Any,  # noqa: ANN401
    batches: int,
    batch_size: int,
    seconds: float,
) -> float:
    """Time `work(steps)`, compiled already, for about so many seconds.

    The steps are doubled until they take long enough, or are an epoch's.
    """
    steps = min(STEPS_PER_EXECUTION, batches)
    while True:
        clock = time.perf_counter()
        work(steps)
        took = time.perf_counter() - clock
        if took >= seconds / 2 or steps == batches:
            # The last batch of an epoch may be smaller: a part of a batch, of many.
            return steps * batch_size / took
        steps = min(2 * steps, batches)
