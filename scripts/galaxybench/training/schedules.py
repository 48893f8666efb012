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
) -> "float | Warmup":
    """Make the learning rate that the optimizer starts with.

    Args:
        schedule: the recipe's `schedule`.
        rate: the recipe's learning rate.
        epochs: of the whole run, ignoring early stopping.
        steps: optimizer steps per epoch.

    Returns:
        A function of the step; for reduce_on_plateau the rate itself, which
        `plateau_rate` changes between epochs.

    Raises:
        ValueError: if the name is unknown, or reduce_on_plateau has a warm-up.
    """
    name, warmup = schedule["name"], schedule["warmup_epochs"]
    if name == "reduce_on_plateau":
        if warmup:
            raise ValueError(
                f"recipe key 'schedule.warmup_epochs': got {warmup}, but "
                "reduce_on_plateau has no warm-up: use 0, or another schedule"
            )
        return rate
    rise, floor, factor = warmup * steps, schedule["minimum"], schedule["factor"]
    match name:
        case "constant":
            return Warmup(rate, rise)
        case "cosine":
            return Cosine(rate, rise, floor, epochs * steps)
        case "step":
            return StepDecay(rate, rise, floor, factor, schedule["every"] * steps)
        case "exponential":
            return StepDecay(rate, rise, floor, factor, steps)
    raise ValueError(
        f"recipe key 'schedule.name': got {name!r}, "
        "use constant, cosine, step, exponential or reduce_on_plateau"
    )


class Warmup(keras.optimizers.schedules.LearningRateSchedule):
    """A linear warm-up to `rate`, which then stays; subclasses let it decay."""

    def __init__(self, rate: float, warmup: int) -> None:
        """Make the schedule.

        Args:
            rate: the highest rate.
            warmup: steps of the warm-up; the first one has rate / warmup.
        """
        super().__init__()
        self.rate, self.warmup = rate, warmup

    def __call__(self, step: Any) -> Any:  # noqa: ANN401
        """Rate at step `step`, counted from 0."""
        step = ops.cast(step, "float32")
        rise = self.rate * (step + 1) / max(self.warmup, 1)
        return ops.where(step < self.warmup, rise, self.after(step - self.warmup))

    def after(self, step: Any) -> Any:  # noqa: ANN401
        """Rate at step `step` (float32), counted from the end of the warm-up."""
        return self.rate * ops.ones_like(step)

    def get_config(self) -> dict[str, float]:
        """Arguments that make an equal schedule."""
        return dict(vars(self))


class Cosine(Warmup):
    """A linear warm-up to `rate`, then half a cosine (arXiv 1608.03983) to `floor`."""

    def __init__(self, rate: float, warmup: int, floor: float, total: int) -> None:
        """Make the schedule.

        Args:
            rate: the highest rate.
            warmup: steps of the warm-up.
            floor: the last rate.
            total: steps of the run, warm-up included.
        """
        super().__init__(rate, warmup)
        self.floor, self.total = floor, total

    def after(self, step: Any) -> Any:  # noqa: ANN401
        """Rate at step `step` (float32), counted from the end of the warm-up."""
        done = step / max(self.total - self.warmup, 1)
        wave = (1 + ops.cos(ops.clip(done, 0.0, 1.0) * math.pi)) / 2
        return self.floor + (self.rate - self.floor) * wave


class StepDecay(Warmup):
    """A linear warm-up to `rate`, which is then multiplied by `factor` at intervals."""

    def __init__(
        self, rate: float, warmup: int, floor: float, factor: float, every: int
    ) -> None:
        """Make the schedule.

        Args:
            rate: the highest rate.
            warmup: steps of the warm-up.
            floor: the lowest rate.
            factor: of each decay.
            every: steps between decays, and between the warm-up and the first one.
        """
        super().__init__(rate, warmup)
        self.floor, self.factor, self.every = floor, factor, every

    def after(self, step: Any) -> Any:  # noqa: ANN401
        """Rate at step `step` (float32), counted from the end of the warm-up."""
        decays = ops.maximum(ops.floor(step / self.every), 0.0)
        return ops.maximum(self.rate * ops.power(self.factor, decays), self.floor)


def plateau_rate(
    schedule: dict[str, Any], rate: float, history: list[dict[str, float]]
) -> float:
    """Compute the rate of the epoch after `history` under reduce_on_plateau.

    The rule is that of `keras.callbacks.ReduceLROnPlateau`: after `patience` epochs in
    a row that do not improve the best value by more than `min_delta`, the rate is
    multiplied by `factor`, never below `minimum`.

    Args:
        schedule: the recipe's `schedule`.
        rate: the recipe's learning rate.
        history: one row per epoch so far.
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
