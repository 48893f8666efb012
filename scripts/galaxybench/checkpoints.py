"""State of an interrupted run, saved whole at the end of each epoch.

A `.keras` file is not enough to go on alike: it drops the states of the random
generators. Here every variable of model and optimizer is kept, in order.

    <state>/progress.npz     variables, and the epochs so far as JSON
    <state>/best-<epoch>.npz variables of the model at its best epoch (0: untrained)
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

from galaxybench.atomic import replacing

logger = logging.getLogger(__name__)


def save(
    state: Path, model: keras.Model, classifier: keras.Model, progress: dict[str, Any]
) -> None:
    """Save a run at the end of an epoch.

    Args:
        state: folder of this run's state.
        model: the compiled model that is trained, its optimizer built.
        classifier: the part of it that is worth keeping.
        progress: what JSON can hold; `best_epoch` and `history` (one row an epoch).
    """
    best = _best_path(state, progress["best_epoch"])
    if progress["best_epoch"] == len(progress["history"]):
        _write(best, {"model": classifier.variables})
    variables = {"model": model.variables, "optimizer": model.optimizer.variables}
    _write(state / "progress.npz", variables, json=np.array(json.dumps(progress)))
    # Only now does nothing refer to an older best epoch.
    for path in state.glob("best-*.npz"):
        if path != best:
            path.unlink()


def resume(state: Path, model: keras.Model) -> dict[str, Any] | None:
    """Set model and optimizer to the last saved epoch.

    Args:
        state: folder of this run's state; may be missing.
        model: as `save` had it, freshly built and compiled.

    Returns:
        The progress that `save` was given, or None if there is nothing to go on from.
    """
    path = state / "progress.npz"
    if not path.exists():
        return None
    try:
        with np.load(path) as arrays:
            progress = json.loads(str(arrays["json"]))
            values = {name: arrays[name] for name in arrays.files if name != "json"}
    except (zipfile.BadZipFile, ValueError, KeyError, EOFError) as error:
        logger.warning("%s cannot be read (%s): starting afresh", path, error)
        return None
    if not _best_path(state, progress["best_epoch"]).exists():
        logger.warning("%s lacks its best epoch: starting afresh", state)
        return None
    _assign(path, values, "model", model.variables)
    _assign(path, values, "optimizer", model.optimizer.variables)
    return progress


def load_best(state: Path, classifier: keras.Model, epoch: int) -> None:
    """Set the classifier to what it was at the end of its best epoch."""
    path = _best_path(state, epoch)
    with np.load(path) as arrays:
        _assign(path, arrays, "model", classifier.variables)


def _best_path(state: Path, epoch: int) -> Path:
    return state / f"best-{epoch}.npz"


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
