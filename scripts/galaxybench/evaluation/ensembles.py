"""Ensembles: the test predictions of several runs combined. Nothing is trained.

The mean of probabilities is the linear opinion pool (Hansen & Salamon 1990,
doi:10.1109/34.58871, for nets that differ in their seed alone); the vote is the
plurality vote of that paper.
"""

from typing import Any

import numpy as np
import pandas as pd

from galaxybench.evaluation.metrics import score, validation
from galaxybench.evaluation.predictions_table import plurality, probabilities
from galaxybench.evaluation.rows import Row

SUMMED = ("parameters", "flops", "train_seconds", "predict_seconds_per_image")
"""Costs of an ensemble that are the sums over its members."""


def ensemble(
    candidates: list[Row], method: str, best: int | None
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Combine the predictions of runs.

    Args:
        candidates: runs with predictions, histories, descriptions and speeds.
        method: "mean" of the probabilities, or "vote": the class that most members
            predict; ties go to the highest mean probability.
        best: how many members to choose, by the highest validation accuracy (the test
            images play no part in it); None chooses all.

    Returns:
        A table as in predictions.csv, whose columns p0, p1 … are mean probabilities,
        or shares of the votes; and the content of run.json: the members and the sums
        of their costs.

    Raises:
        ValueError: if the test images of two runs differ.
    """
    _check_same_images(candidates)
    chosen = candidates if best is None else _best(candidates, best)
    mean = np.stack([probabilities(row.predictions) for row in chosen]).mean(axis=0)
    if method == "mean":
        shares, predicted = mean, mean.argmax(axis=1)
    else:
        predictions = np.stack([row.predictions["predicted"] for row in chosen])
        counts = (predictions[..., np.newaxis] == np.arange(mean.shape[1])).sum(axis=0)
        shares, predicted = counts / len(chosen), plurality(counts, mean)
    images = candidates[0].predictions[["index", "source_index", "label"]]
    made_of = {
        "method": method,
        "best": best,
        "candidates": len(candidates),
        "members": [
            {**row.names, "val_accuracy": _val_accuracy(row)} for row in chosen
        ],
        **{key: _sum([row.description.get(key) for row in chosen]) for key in SUMMED},
    }
    table = images.assign(predicted=predicted)
    return table.join(pd.DataFrame(shares).add_prefix("p")), made_of


def score_ensemble(
    predictions: pd.DataFrame,
    method: str,
    classes: list[str],
    groups: np.ndarray | None = None,
) -> dict[str, Any]:
    """Score an ensemble, as `metrics.score` does: the content of its metrics.json.

    `groups`, (n,), are those of the test images.

    A vote has no log loss and no calibration: shares of votes are no probabilities, and
    are often 0.
    """
    scores = score(predictions, None, {}, classes, groups)
    none = ("log_loss", "roc_auc", "brier", "ece", "ece_equal_mass")
    none += ("ece_expected", "ece_limit")
    return scores | dict.fromkeys(none) if method == "vote" else scores


def _best(candidates: list[Row], count: int) -> list[Row]:
    """Choose those with the highest validation accuracy; they keep their order."""
    accuracies = np.array([_val_accuracy(row) for row in candidates], float)
    order = np.argsort(-np.nan_to_num(accuracies, nan=-np.inf), kind="stable")
    return [candidates[i] for i in sorted(order[:count])]


def _val_accuracy(row: Row) -> float | None:
    """Return the validation accuracy of the epoch whose weights were kept."""
    return validation(row.history, row.description)["val_accuracy"]


def _folder(row: Row) -> str:
    """Name a run by its folder below results/runs."""
    run = row.run
    return f"{run.dataset}/{run.split}/{run.recipe}/{run.model}/seed-{run.seed}"


def _check_same_images(rows: list[Row]) -> None:
    first, *others = rows
    for other in others:
        ours, theirs = first.predictions, other.predictions
        if list(ours.columns) != list(theirs.columns) or len(ours) != len(theirs):
            raise ValueError(
                f"{_folder(other)}: predictions.csv has {len(theirs)} rows of "
                f"{len(theirs.columns)} columns, that of {_folder(first)} {len(ours)} "
                f"rows of {len(ours.columns)}: predict both on the same test images"
            )
        for column in ("source_index", "label"):
            differs = np.flatnonzero(ours[column] != theirs[column])
            if differs.size:
                row = differs[0]
                raise ValueError(
                    f"{_folder(other)}: predictions.csv has {column} "
                    f"{theirs[column][row]} in row {row}, that of {_folder(first)} has "
                    f"{ours[column][row]}: predict both on the same test images"
                )


def _sum(values: list[float | None]) -> float | None:
    return None if None in values else sum(values)
