"""The successive trainings of a run: a single one, unless its recipe has phases."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Phase:
    """One training: its own optimizer and schedule, the same model.

    Attributes:
        number: counted from 0.
        epochs: the largest number of epochs.
        learning_rate: the highest rate of the recipe's schedule.
        freeze: the argument of `freezing.freeze`.
    """

    number: int
    epochs: int
    learning_rate: float
    freeze: str


def phases(recipe: dict[str, Any]) -> list[Phase]:
    """List the phases of a recipe, all keys present, in order."""
    rate, frozen = recipe["optimizer"]["learning_rate"], recipe["freeze"]
    return [
        Phase(n, part["epochs"], part["learning_rate"], part.get("freeze") or frozen)
        for n, part in enumerate(
            recipe["phases"] or [{"epochs": recipe["epochs"], "learning_rate": rate}]
        )
    ]
