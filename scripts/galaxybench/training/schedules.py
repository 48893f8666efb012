"""Learning-rate schedules.

All except `reduce_on_plateau` are functions of the step, with an optional linear
warm-up. `reduce_on_plateau` is a function of the history so far, so that resuming needs
no other state.
"""

import math
from typing import Any

import keras
from keras import ops

from galaxybench.training.monitors import Monitor


def initial(
    schedule: dict[str, Any], rate: float, epochs: int, steps: int
) -> "float | Rate":
    """Make the learning rate that the optimizer starts with, from a recipe's schedule.

    Returns:
        A function of the step; for reduce_on_plateau the highest rate itself, which
        `plateau_rate` changes between epochs.
    """
    if schedule["name"] == "reduce_on_plateau":
        return rate
    return Rate(schedule, rate, epochs, steps)


class Rate(keras.optimizers.schedules.LearningRateSchedule):
    """The rate by step: it rises linearly, then decays as the schedule's name says."""

    def __init__(
        self, schedule: dict[str, Any], rate: float, epochs: int, steps: int
    ) -> None:
        """Make the schedule.

        Args:
            schedule: the recipe's `schedule`; a cosine (arXiv 1608.03983) is half a
                wave, down to the `minimum`.
            rate: the highest rate; the first step of a warm-up of n has rate / n.
            epochs: of the whole phase, warm-up included, ignoring early stopping.
            steps: optimizer steps per epoch.
        """
        super().__init__()
        self.schedule, self.rate, self.epochs, self.steps = (
            schedule,
            rate,
            epochs,
            steps,
        )

    def __call__(self, step: Any) -> Any:  # noqa: ANN401
        """Rate at step `step`, counted from 0."""
        warmup = self.schedule["warmup_epochs"] * self.steps
        step = ops.cast(step, "float32")
        rise = self.rate * (step + 1) / max(warmup, 1)
        after = self._decayed(step - warmup, self.epochs * self.steps - warmup)
        return ops.where(step < warmup, rise, after)

    def _decayed(self, step: Any, total: int) -> Any:  # noqa: ANN401
        """Rate at step `step` (float32) of `total`, counted after the warm-up."""
        name, floor = self.schedule["name"], self.schedule["minimum"]
        if name == "constant":
            return self.rate * ops.ones_like(step)
        if name == "cosine":
            done = ops.clip(step / max(total, 1), 0.0, 1.0)
            wave = (1 + ops.cos(done * math.pi)) / 2
            return floor + (self.rate - floor) * wave
        every = self.steps * (self.schedule["every"] if name == "step" else 1)
        decays = ops.maximum(ops.floor(step / every), 0.0)
        decay = ops.power(self.schedule["factor"], decays)
        return ops.maximum(self.rate * decay, floor)


def plateau_rate(
    schedule: dict[str, Any], rate: float, history: list[dict[str, float]]
) -> float:
    """Compute the rate of the epoch after `history` under reduce_on_plateau.

    The rule is that of `keras.callbacks.ReduceLROnPlateau`: after `patience` epochs in
    a row that do not improve the best value by more than `min_delta`, the highest
    `rate` is multiplied by `factor`, never below `minimum`.
    """
    monitor = Monitor(schedule["monitor"], schedule["min_delta"])
    waited = 0
    for improved in monitor.improvements(history):
        waited = 0 if improved else waited + 1
        # Keras waits at least one epoch, whatever the patience.
        if not improved and waited >= schedule["patience"]:
            rate = max(rate * schedule["factor"], schedule["minimum"])
            waited = 0
    return rate
