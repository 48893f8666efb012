"""The trainings in a row that a run consists of: one, unless its recipe has phases."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Phase:
    """One training: its own optimizer and schedule, the same model.

    Attributes:
        number: counted from 0.
        epochs: at most.
        learning_rate: highest, from which the recipe's schedule starts.
        freeze: as `freezing.freeze` takes it.
    """

    number: int
    epochs: int
    learning_rate: float
    freeze: str


def phases(recipe: dict[str, Any]) -> list[Phase]:
    """List the phases of a recipe, all keys present, in their order."""
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
