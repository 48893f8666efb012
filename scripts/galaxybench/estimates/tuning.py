"""Other settings of a recipe, each tried for some seconds: speed and loss.

Every setting trains on the same number of images, the recipe's own setting with two
seeds. `tuning_advice` chooses among them.
"""

import math
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from itertools import product
from typing import Any

import keras
import numpy as np

from galaxybench.images.fits import open_cube
from galaxybench.jobs import page_cache
from galaxybench.machine import backends
from galaxybench.training.phases import phases
from galaxybench.training.session import STEPS_PER_EXECUTION, TrainingSpec, prepare

SECONDS = 10.0
"""Seconds for which the recipe's own setting trains."""
BATCH_FACTORS = (1, 2, 4)
MINIMUM_STEPS = 2 * STEPS_PER_EXECUTION


@dataclass(frozen=True)
class Setting:
    """One setting to try: values of the recipe keys with these names, and a seed."""

    precision: str
    batch_size: int
    jit: bool | str
    seed: int = 0


def settings(recipe: dict[str, Any], images: int, on_gpu: bool) -> Iterator[Setting]:
    """List the settings to try, the recipe's own one first and twice.

    Compiled settings come last, since nothing is compiled while operations are
    deterministic. On a CPU neither they nor float16 are tried: XLA trains several times
    slower there, and float16 is emulated. The number of images limits the batch size.
    """
    own = Setting(recipe["precision"], recipe["batch_size"], recipe["jit"])
    yield own
    yield replace(own, seed=1)
    sizes = [own.batch_size * factor for factor in BATCH_FACTORS]
    sizes = [s for s in sizes if s * MINIMUM_STEPS <= images] or [own.batch_size]
    precisions = ["float32", "mixed_bfloat16"]
    if on_gpu:
        precisions.append("mixed_float16")
    jits = ("auto", True) if on_gpu else ("auto",)
    for jit, precision, size in product(jits, precisions, sizes):
        if (setting := Setting(precision, size, jit)) != own:
            yield setting


class Tuner:
    """Tries settings of one model on one training set."""

    def __init__(self, spec: TrainingSpec, seconds: float = SECONDS) -> None:
        """Prepare to try the last phase of a recipe; the spec's seed is not used.

        The first setting trains for `seconds`; the others train on as many images.
        """
        self.spec, self.seconds, self.images = spec, seconds, 0

    def tune(self) -> list[dict[str, Any]]:
        """Try all settings, and return one row per setting.

        `loss` is the mean over the second half; None if it is not finite.
        """
        if filling := page_cache.fill(self.spec.train):
            filling.join()  # or the first settings would read a slower file
        on_gpu = backends.gpu() is not None
        images = len(open_cube(self.spec.train))
        return [self._try(each) for each in settings(self.spec.recipe, images, on_gpu)]

    def _try(self, setting: Setting) -> dict[str, Any]:
        began = time.perf_counter()
        keras.utils.clear_session()
        changes = asdict(setting)
        seed = changes.pop("seed")
        recipe = {**self.spec.recipe, **changes}
        session = prepare(replace(self.spec, recipe=recipe, seed=seed))
        session.begin(phases(recipe)[-1])
        model, train, size = session.model, session.train, setting.batch_size
        state = [*model.variables, *model.optimizer.variables]
        untrained = [np.array(variable) for variable in state]
        warm = min(STEPS_PER_EXECUTION, len(train))
        session.fit(warm)
        startup = time.perf_counter() - began
        if not self.images:
            speed = warm * size / session.fit(warm)
            most = (len(train.labels) // size) * size
            least = MINIMUM_STEPS * size
            self.images = int(min(most, max(least, speed * self.seconds)))
        for variable, value in zip(state, untrained, strict=True):
            variable.assign(value)
        steps = max(1, min(len(train), self.images // size))
        took = session.fit(steps)
        losses = model.batch_log.values(len(train.labels), size)[:, 0]
        loss = float(losses[len(losses) // 2 :].mean())
        return {
            **asdict(setting),
            "images_per_second": steps * size / took,
            "loss": loss if math.isfinite(loss) else None,
            "startup_seconds": startup,
        }
