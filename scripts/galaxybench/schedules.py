"""Learning rates over a run.

`constant` and `cosine` are functions of the step, with an optional linear warm-up.
`reduce_on_plateau` is a function of the history so far: nothing but the history has to
be kept for an interrupted run to go on alike.
"""

from typing import Any

import keras
from keras import ops

from galaxybench.monitors import Monitor


def initial(
    schedule: dict[str, Any], rate: float, epochs: int, steps: int
) -> "float | WarmupThen":
    """What the optimizer starts with.

    Args:
        schedule: the recipe's `schedule`.
        rate: the recipe's learning rate.
        epochs: of the whole run, early stopping aside.
        steps: optimizer steps an epoch.

    Returns:
        A schedule a step, or the rate itself for reduce_on_plateau, which
        `plateau_rate` sets at each epoch.

    Raises:
        ValueError: if the name is unknown, or reduce_on_plateau is to warm up.
    """
    name, warmup = schedule["name"], schedule["warmup_epochs"]
    if name == "reduce_on_plateau":
        if warmup:
            raise ValueError(
                f"recipe key 'schedule.warmup_epochs': got {warmup}, but "
                "reduce_on_plateau has no warm-up: use 0, or cosine or constant"
            )
        return rate
    if name not in ("constant", "cosine"):
        raise ValueError(
            f"recipe key 'schedule.name': got {name!r}, "
            "use constant, cosine or reduce_on_plateau"
        )
    floor = schedule["minimum"] if name == "cosine" else rate
    return WarmupThen(rate, floor, warmup * steps, epochs * steps)


class WarmupThen(keras.optimizers.schedules.LearningRateSchedule):
    """A linear rise to `rate`, then half a cosine (arXiv 1608.03983) down to `floor`.

    With `floor` equal to `rate` the second part is constant.
    """

    def __init__(self, rate: float, floor: float, warmup: float, total: float) -> None:
        """Make the schedule.

        Args:
            rate: the highest.
            floor: the last.
            warmup: steps of the rise; its first step already has rate / warmup.
            total: steps in all.
        """
        super().__init__()
        self.rate, self.floor, self.warmup, self.total = rate, floor, warmup, total

    def __call__(self, step: Any) -> Any:  # noqa: ANN401
        """Rate at step `step`, counted from 0."""
        step = ops.cast(step, "float32")
        rise = self.rate * (step + 1) / max(self.warmup, 1)
        done = (step - self.warmup) / max(self.total - self.warmup, 1)
        wave = (1 + ops.cos(ops.clip(done, 0.0, 1.0) * 3.141592653589793)) / 2
        fall = self.floor + (self.rate - self.floor) * wave
        return ops.where(step < self.warmup, rise, fall)

    def get_config(self) -> dict[str, float]:
        """Arguments to make it again."""
        return {
            "rate": self.rate,
            "floor": self.floor,
            "warmup": self.warmup,
            "total": self.total,
        }


def plateau_rate(
    schedule: dict[str, Any], rate: float, history: list[dict[str, float]]
) -> float:
    """Rate for the epoch after `history` under reduce_on_plateau.

    The rule is that of `keras.callbacks.ReduceLROnPlateau`: after `patience` epochs in
    a row that do not improve the best value by more than `min_delta`, the rate is
    multiplied by `factor`, never below `minimum`.

    Args:
        schedule: the recipe's `schedule`.
        rate: the recipe's learning rate.
        history: one row an epoch so far.
    """
    monitor = Monitor(schedule["monitor"], schedule["min_delta"])
    waited = 0
    for improved in monitor.improvements(history):
        waited = 0 if improved else waited + 1
        # Keras waits one epoch at least, whatever the patience.
        if not improved and waited >= schedule["patience"]:
            rate = max(rate * schedule["factor"], schedule["minimum"])
            waited = 0
    return rate
