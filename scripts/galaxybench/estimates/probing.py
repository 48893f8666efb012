"""A short measured training, which tells what a whole run will cost.

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
from galaxybench.training.input_pipelines import input_pipeline
from galaxybench.training.phases import phases
from galaxybench.training.session import (
    STEPS_PER_EXECUTION,
    Session,
    TrainingSpec,
    prepare,
)

SECONDS = 8.0
"""How long training is measured, and validation."""


def probe(
    spec: TrainingSpec, threads: int, began: float, seconds: float = SECONDS
) -> dict[str, Any]:
    """Train for some seconds and measure.

    Of a recipe with phases the last one is measured, which usually trains most layers.

    Args:
        spec: what decides the training.
        threads: cores that the job uses, for the result.
        began: `time.perf_counter()` when the job started.
        seconds: to measure training, and at most to measure validation.

    Returns:
        parameters, flops (of a forward pass of one image), train_images, valid_images,
        batch_size, epochs, startup_seconds, train_images_per_second,
        valid_images_per_second, seconds (of a run of all epochs), peak_anonymous_bytes,
        device, threads and backend.
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
    model, train, valid = session.model, session.train, session.valid
    size = session.spec.recipe["batch_size"]

    def fit(steps: int) -> None:
        model.batch_log.restart()
        model.fit(
            input_pipeline(train), steps_per_epoch=steps, shuffle=False, verbose=0
        )

    def evaluate(steps: int) -> None:
        model.evaluate(input_pipeline(valid), steps=steps, verbose=0)

    fit(min(STEPS_PER_EXECUTION, len(train)))
    startup = time.perf_counter() - began
    speed = _images_per_second(fit, len(train), size, seconds)
    evaluate(min(STEPS_PER_EXECUTION, len(valid)))
    return startup, speed, _images_per_second(evaluate, len(valid), size, seconds)


def _images_per_second(
    work: Callable[[int], None], batches: int, batch_size: int, seconds: float
) -> float:
    """Time `work(steps)`, which is compiled already, for about so many seconds.

    The steps are doubled until they take long enough or make a whole epoch.
    """
    steps = min(STEPS_PER_EXECUTION, batches)
    while True:
        clock = time.perf_counter()
        work(steps)
        took = time.perf_counter() - clock
        if took >= seconds / 2 or steps == batches:
            # Counts a smaller last batch as a whole one, which hardly matters.
            return steps * batch_size / took
        steps = min(2 * steps, batches)
