"""State of an interrupted run, saved completely at the end of each epoch.

A `.keras` file is not enough to resume bit for bit: it lacks the states of the random
generators. Here every variable of model and optimizer is kept, in order, and the
averages of the weights where the recipe has them.

    <state>/progress.npz     variables, and the epochs so far as JSON
    <state>/best-<epoch>.npz variables of the model at its best epoch (0: untrained),
                             with the averages in place of the weights
"""

import json
import logging
import os
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import keras
import numpy as np

from galaxybench.files import replacing
from galaxybench.training.training_model import TrainingModel

logger = logging.getLogger(__name__)


def save(state: Path, model: TrainingModel, progress: dict[str, Any]) -> None:
    """Save a run at the end of an epoch, and the classifier if the epoch is the best.

    `progress`, to be kept as JSON, has `best_epoch` and `history` (one row per epoch).
    """
    best = state / f"best-{progress['best_epoch']}.npz"
    if progress["best_epoch"] == len(progress["history"]):
        variables = model.classifier.variables
        if model.averages:
            variables = model.averages.averaged(variables)
        _write(best, {"model": variables})
    text = np.array(json.dumps(progress))
    _write(state / "progress.npz", _variables(model), json=text)
    # From now on no file refers to an older best epoch.
    for path in state.glob("best-*.npz"):
        if path != best:
            path.unlink()


def phase(state: Path) -> int:
    """Number of the phase in which an earlier job stopped; 0 without one."""
    found = _read(state)
    return found[0]["phase"] if found else 0


def resume(state: Path, model: TrainingModel) -> dict[str, Any] | None:
    """Set model, optimizer and averages to the last saved epoch.

    The model is compiled for the phase in which it was saved. Returns the progress that
    `save` was given, or None if there is nothing to resume.
    """
    found = _read(state)
    if found is None:
        return None
    progress, values = found
    for name, variables in _variables(model).items():
        _assign(state / "progress.npz", values, name, variables)
    return progress


def _read(state: Path) -> tuple[dict[str, Any], dict[str, np.ndarray]] | None:
    """Read progress and all variables, so that any damage is noticed."""
    path = state / "progress.npz"
    if not path.exists():
        return None
    try:
        with np.load(path, allow_pickle=False) as file:
            progress = json.loads(str(file["json"]))
            values = {name: file[name] for name in file.files if name != "json"}
    except (zipfile.BadZipFile, ValueError, KeyError, EOFError) as error:
        logger.warning(
            "%s cannot be read (%s): starting from the beginning", path, error
        )
        return None
    if not (state / f"best-{progress['best_epoch']}.npz").exists():
        logger.warning("%s lacks its best epoch: starting from the beginning", state)
        return None
    return progress, values


def load_best(state: Path, classifier: keras.Model, epoch: int) -> None:
    """Set the classifier to its state at the end of its best epoch."""
    path = state / f"best-{epoch}.npz"
    with np.load(path, allow_pickle=False) as arrays:
        _assign(path, arrays, "model", classifier.variables)


def _variables(model: TrainingModel) -> dict[str, list[keras.Variable]]:
    return {
        "model": model.variables,
        "optimizer": model.optimizer.variables,
        "averages": model.averages.variables if model.averages else [],
    }


def _write(
    path: Path, variables: dict[str, list[keras.Variable]], **more: np.ndarray
) -> None:
    arrays = {
        f"{name}-{n}": keras.ops.convert_to_numpy(variable)
        for name, group in variables.items()
        for n, variable in enumerate(group)
    }
    with replacing(path) as partial, partial.open("wb") as file:
        np.savez(file, **arrays, **more)
        file.flush()
        os.fsync(file.fileno())


def _assign(
    path: Path,
    values: Mapping[str, np.ndarray],
    name: str,
    variables: list[keras.Variable],
) -> None:
    count = sum(key.startswith(f"{name}-") for key in values)
    if count != len(variables):
        raise ValueError(
            f"{path} holds {count} variables of the {name}, which has "
            f"{len(variables)}: delete {path.parent}"
        )
    for n, variable in enumerate(variables):
        variable.assign(values[f"{name}-{n}"])
