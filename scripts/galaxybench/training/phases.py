"""The successive trainings of a run: one, unless its recipe has phases."""

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
    alone = {
        "epochs": recipe["epochs"],
        "learning_rate": recipe["optimizer"]["learning_rate"],
    }
    return [
        Phase(
            number,
            phase["epochs"],
            phase["learning_rate"],
            phase.get("freeze") or recipe["freeze"],
        )
        for number, phase in enumerate(recipe["phases"] or [alone])
    ]
