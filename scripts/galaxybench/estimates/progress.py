"""How far the trainings of an experiment are, read from their files.

Nothing is locked and nothing is written, so it works while they run.
"""

import csv
import platform
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from statistics import fmean
from typing import Any

import psutil
from tabulate import tabulate

from galaxybench.estimates.costs import NOTHING, long_duration
from galaxybench.files import read_json
from galaxybench.formats import UNKNOWN, duration, percent
from galaxybench.training.phases import phases

COLUMNS = ("data set", "split", "recipe", "model", "seed", "state", "epoch",
           "val accuracy", "so far", "time/epoch", "time left")  # fmt: skip
LEVELS = "▁▂▃▄▅▆▇█"
CURVE_WIDTH = 16
"""Most points of a curve; a longer one is reduced to evenly spaced epochs."""


@dataclass(frozen=True)
class Progress:
    """The progress of one run.

    Attributes:
        names: dataset, split, scheme, recipe, model and seed.
        state: "done", "running", "stopped" (its job has ended, the next one continues)
            or "to do".
        epoch: number of complete epochs.
        epochs: maximum number of epochs.
        accuracies: on the validation images, after each complete epoch.
        seconds: mean time per epoch, or None.
    """

    names: dict[str, Any]
    state: str
    epoch: int
    epochs: int
    accuracies: tuple[float, ...]
    seconds: float | None


def progress(run: dict[str, Any]) -> Progress:
    """Read the progress of a run.

    Args:
        run: "names" and "recipe"; "done", whether the run exists with its present model
            and recipe; "history", the path of history.csv, and "state", the folder of
            its saved states, which need not exist.
    """
    state, lock = Path(run["state"]), Path(run["state"]) / "lock"
    if run["done"]:
        kind = "done"
    elif lock.exists() and _alive(lock):
        kind = "running"
    else:
        kind = "stopped" if any(state.glob("*/progress.npz")) else "to do"
    rows, history = [], Path(run["history"])
    if kind != "to do" and history.exists():
        rows = list(csv.DictReader(history.read_text("utf-8").splitlines()))
    return Progress(
        run["names"],
        kind,
        len(rows),
        sum(phase.epochs for phase in phases(run["recipe"])),
        tuple(float(row["val_accuracy"]) for row in rows),
        fmean(float(row["seconds"]) for row in rows) if rows else None,
    )


def table(runs: Iterable[Progress]) -> str:
    """Format the progress of runs as a text table, followed by the time left for all.

    A run that has not started is expected to take as long as others of its kind.
    """
    runs = list(runs)
    if not runs:
        return NOTHING
    lefts = [_left(run, runs) for run in runs]
    counts = [
        f"{sum(run.state == state for run in runs)} {state}"
        for state in ("done", "running", "stopped", "to do")
    ]
    lines = [
        tabulate(map(_cells, runs, lefts), COLUMNS, disable_numparse=True),
        f"\n{len(runs)} trainings: {', '.join(counts)}.",
    ]
    known = [left for left in lefts if left is not None]
    if any(known):
        unknown = len(lefts) - len(known)
        rest = f" (plus {unknown} of unknown length)" if unknown else ""
        lines.append(
            f"Run one after the other, the rest takes {long_duration(sum(known))}"
            f"{rest}, or less with early stopping."
        )
    # A terminal breaks no line inside a number.
    return "\n".join(lines).replace("\N{NO-BREAK SPACE}", " ")


def curve(values: Sequence[float]) -> str:
    """Draw values as a line of text, scaled to their lowest and highest: ▁▅▇█."""
    numbers = [value for value in values if isfinite(value)]
    if not numbers:
        return ""
    if len(numbers) > CURVE_WIDTH:
        step = (len(numbers) - 1) / (CURVE_WIDTH - 1)
        numbers = [numbers[round(i * step)] for i in range(CURVE_WIDTH)]
    low, high = min(numbers), max(numbers)
    scale = (len(LEVELS) - 1) / (high - low) if high > low else 0.0
    return "".join(LEVELS[round((number - low) * scale)] for number in numbers)


def _left(run: Progress, runs: list[Progress]) -> float | None:
    if run.state == "done":
        return 0.0
    alike = [other for other in runs if _kind(other) == _kind(run)]
    alike = alike if run.seconds is None else [run]
    known = [other.seconds for other in alike if other.seconds is not None]
    return fmean(known) * max(0, run.epochs - run.epoch) if known else None


def _kind(run: Progress) -> tuple[str, ...]:
    return tuple(run.names[key] for key in ("dataset", "scheme", "recipe", "model"))


def _cells(run: Progress, left: float | None) -> tuple[str | int, ...]:
    return (
        *(run.names[key] for key in ("dataset", "split", "recipe", "model", "seed")),
        run.state,
        f"{run.epoch} of {run.epochs}",
        percent(run.accuracies[-1]) if run.accuracies else UNKNOWN,
        curve(run.accuracies),
        duration(run.seconds),
        UNKNOWN if left is None or run.state == "done" else long_duration(left),
    )


def _alive(lock: Path) -> bool:
    """Return whether a lock's holder is alive; assume so on another machine."""
    try:
        holder = read_json(lock)
    except (OSError, ValueError):
        return lock.exists()  # it was written or removed at this moment
    return holder["host"] != platform.node() or psutil.pid_exists(holder["process"])
