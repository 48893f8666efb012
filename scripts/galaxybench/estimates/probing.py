"""A short measured training, from which the cost of a whole run is estimated.

In: the spec of a training. Out: speeds, start-up, memory and size of the model. No
model is kept.
"""

import time
from collections.abc import Callable
from typing import Any

from galaxybench.jobs import environment, page_cache
from galaxybench.jobs.memory import PeakMemory
from galaxybench.machine import backends
from galaxybench.networks import flops
from galaxybench.training.batches import Batches
from galaxybench.training.input_pipelines import input_pipeline
from galaxybench.training.phases import phases
from galaxybench.training.session import (
    STEPS_PER_EXECUTION,
    Session,
    TrainingSpec,
    prepare,
)

SECONDS = 8.0
"""Seconds for which training is measured, and at most validation."""


def probe(
    spec: TrainingSpec, threads: int, began: float, seconds: float = SECONDS
) -> dict[str, Any]:
    """Train for some seconds, measure, and return the content of the probe's file.

    If the recipe has phases, the last one is measured, which usually trains most
    layers. Training is measured for `seconds`, validation for at most that long.
    `began` is the `time.perf_counter()` at which the job began.
    """
    page_cache.fill(spec.train)
    with PeakMemory() as memory:
        session = prepare(spec)
        session.begin(phases(spec.recipe)[-1])
        startup, speed, valid_speed = _measure(session, began, seconds)
    epochs = sum(phase.epochs for phase in phases(spec.recipe))
    images, valid_images = len(session.train.labels), len(session.valid.labels)
    return {
        "parameters": session.classifier.count_params(),
        "flops": flops.count(session.classifier),
        "train_images": images,
        "valid_images": valid_images,
        "batch_size": spec.recipe["batch_size"],
        "epochs": epochs,
        "startup_seconds": startup,
        "train_images_per_second": speed,
        "valid_images_per_second": valid_speed,
        # Of a run of all epochs.
        "seconds": startup + epochs * (images / speed + valid_images / valid_speed),
        "peak_anonymous_bytes": memory.anonymous_bytes,
        "device": environment.device(),
        "threads": threads,
        "backend": backends.name(),
    }


def _measure(
    session: Session, began: float, seconds: float
) -> tuple[float, float, float]:
    """Measure start-up seconds, and images per second of training and validation."""
    train, valid = session.train, session.valid

    def evaluate(steps: int) -> float:
        clock = time.perf_counter()
        session.model.evaluate(input_pipeline(valid), steps=steps, verbose=0)
        return time.perf_counter() - clock

    session.fit(min(STEPS_PER_EXECUTION, len(train)))
    startup = time.perf_counter() - began
    speed = _images_per_second(session.fit, train, seconds)
    evaluate(min(STEPS_PER_EXECUTION, len(valid)))
    return startup, speed, _images_per_second(evaluate, valid, seconds)


def _images_per_second(
    work: Callable[[int], float], batches: Batches, seconds: float
) -> float:
    """Time `work`, which is compiled already, for about `seconds`.

    Its steps are doubled until they take long enough or make a whole epoch.
    """
    steps = min(STEPS_PER_EXECUTION, len(batches))
    while (took := work(steps)) < seconds / 2 and steps < len(batches):
        steps = min(2 * steps, len(batches))
    # Counts a smaller last batch as a whole one, which hardly matters.
    return steps * batches.batch_size / took
