"""Other settings of a recipe, tried for some seconds each: how fast, and how good.

Every setting trains on the same number of images, the recipe's own one with two seeds.
What follows from it is for `tuned`.
"""

import math
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import keras
import numpy as np

from galaxybench.images.fits import open_cube, read_classes
from galaxybench.jobs import page_cache
from galaxybench.machine import backends, seeding
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

SECONDS = 10.0
"""How long the recipe's own setting is to train."""
BATCH_FACTORS = (1, 2, 4)
MINIMUM_STEPS = 2 * STEPS_PER_EXECUTION


@dataclass(frozen=True)
class Setting:
    """What is tried: values of the recipe keys of the same names, and a seed."""

    precision: str
    batch_size: int
    jit: bool | str
    seed: int = 0


def settings(recipe: dict[str, Any], images: int, on_gpu: bool) -> Iterator[Setting]:
    """List what is worth trying, the recipe's own setting twice and first.

    Compiled settings come last, since a process compiles nothing as long as its
    operations are deterministic. On a processor they are not tried, nor is float16: XLA
    trains several times slower there, and float16 is emulated.

    Args:
        recipe: all keys present.
        images: in the training part; bounds the size of a batch.
        on_gpu: whether the device is a graphics card.
    """
    own = Setting(recipe["precision"], recipe["batch_size"], recipe["jit"])
    yield own
    yield replace(own, seed=1)
    sizes = [own.batch_size * factor for factor in BATCH_FACTORS]
    sizes = [s for s in sizes if s * MINIMUM_STEPS <= images] or [own.batch_size]
    for jit in ("auto", True)[: 1 + on_gpu]:
        for precision in ("float32", "mixed_bfloat16", "mixed_float16")[: 2 + on_gpu]:
            for size in sizes:
                if (setting := Setting(precision, size, jit)) != own:
                    yield setting


class Tuner:
    """Tries settings of one model on one training part."""

    def __init__(
        self,
        train_fits: Path,
        valid_fits: Path,
        statistics: dict[str, Any],
        model: dict[str, Any],
        recipe: dict[str, Any],
        start: Path | None = None,
        seconds: float = SECONDS,
    ) -> None:
        """Prepare.

        Args:
            train_fits: training images.
            valid_fits: validation images; not read.
            statistics: content of pixel_statistics.json.
            model: {"architecture": name, "options": {...}}.
            recipe: all keys present; its last phase is what is tried.
            start: file of weights to start from; None starts from random ones.
            seconds: that the first setting is to train; the others see as many images.
        """
        self.parts, self.statistics = (train_fits, valid_fits), statistics
        self.model, self.recipe, self.start = model, recipe, start
        self.seconds, self.images = seconds, 0

    def tune(self, threads: int) -> list[dict[str, Any]]:
        """Try all settings.

        Args:
            threads: cores to use.

        Returns:
            A row each: precision, batch_size, jit, seed, images_per_second, loss (mean
            over the second half; None if it is no number), startup_seconds.
        """
        if filling := page_cache.fill(self.parts[0]):
            filling.join()  # or the first settings would be tried on a slower file
        backends.limit_threads(threads)
        on_gpu = backends.gpu() is not None
        images = len(open_cube(self.parts[0]))
        return [self._try(each) for each in settings(self.recipe, images, on_gpu)]

    def _try(self, setting: Setting) -> dict[str, Any]:
        began = time.perf_counter()
        keras.backend.clear_session()
        seeding.seed_everything(setting.seed, exact=setting.jit is not True)
        chosen = {"precision": setting.precision, "batch_size": setting.batch_size}
        recipe = {**self.recipe, **chosen, "jit": setting.jit}
        classes = len(read_classes(self.parts[0]))
        shape = open_cube(self.parts[0]).shape[1:]
        classifier = build_classifier(
            shape, classes, self.model, recipe, self.statistics, self.start
        )
        model = build_trainable(classifier, recipe["augmentation"], setting.seed)
        last = phases(recipe)[-1]
        freeze(classifier, last.freeze)
        train, _ = open_batches(*self.parts, classes, recipe, setting.seed)
        attach_training(model, recipe, last, len(train))
        untrained = [np.array(variable) for variable in _state(model)]
        warm = min(STEPS_PER_EXECUTION, len(train))
        _fit(model, train, warm)
        startup = time.perf_counter() - began
        if not self.images:
            clock = time.perf_counter()
            _fit(model, train, warm)
            speed = warm * setting.batch_size / (time.perf_counter() - clock)
            most = (len(train.labels) // recipe["batch_size"]) * recipe["batch_size"]
            least = MINIMUM_STEPS * recipe["batch_size"]
            self.images = int(min(most, max(least, speed * self.seconds)))
        for variable, value in zip(_state(model), untrained, strict=True):
            variable.assign(value)
        steps = max(1, min(len(train), self.images // setting.batch_size))
        clock = time.perf_counter()
        _fit(model, train, steps)
        took = time.perf_counter() - clock
        losses = model.batch_log.values(len(train.labels), setting.batch_size)[:, 0]
        loss = float(losses[math.floor(len(losses) / 2) :].mean())
        return {
            **chosen,
            "jit": setting.jit,
            "seed": setting.seed,
            "images_per_second": steps * setting.batch_size / took,
            "loss": loss if math.isfinite(loss) else None,
            "startup_seconds": startup,
        }


def _state(model: keras.Model) -> list[keras.Variable]:
    return [*model.variables, *model.optimizer.variables]


def _fit(model: keras.Model, train: Any, steps: int) -> None:  # noqa: ANN401
    model.batch_log.restart()
    model.fit(feed(train), steps_per_epoch=steps, shuffle=False, verbose=0)
