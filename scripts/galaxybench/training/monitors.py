"""Which epoch was best, and when to stop: functions of the history alone."""

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Monitor:
    """A column of the history, and how much it must improve to count.

    Attributes:
        column: "loss", "accuracy", "val_loss" or "val_accuracy"; a loss is better when
            low, an accuracy when high. "last" is not a column: every epoch improves.
        min_delta: an improvement is larger than this.
    """

    column: str
    min_delta: float = 0.0

    def improvements(self, history: list[dict[str, float]]) -> list[bool]:
        """Say for each epoch whether it improved on the best epoch before it.

        NaN never improves.
        """
        if self.column == "last":
            return [True] * len(history)
        sign = 1 if self.column.endswith("accuracy") else -1
        best, improved = -math.inf, []
        for row in history:
            value = sign * row[self.column]
            improved.append(value > best + self.min_delta)
            if improved[-1]:
                best = value
        return improved

    def best_epoch(self, history: list[dict[str, float]]) -> int:
        """Number (from 1) of the last epoch that improved; 0 if none did."""
        improved = self.improvements(history)
        return max((n for n, yes in enumerate(improved, 1) if yes), default=0)

    def waited(self, history: list[dict[str, float]]) -> int:
        """Number of epochs since the last one that improved."""
        return len(history) - self.best_epoch(history)
