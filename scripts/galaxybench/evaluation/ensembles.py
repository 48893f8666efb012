"""Ensembles: the test predictions of several rows combined. Nothing is trained.

The mean of probabilities is the linear opinion pool (Hansen & Salamon 1990,
doi:10.1109/34.58871, for nets that differ in their seed alone); the vote is the
plurality vote of that paper.
"""

from typing import Any

import numpy as np
import pandas as pd

from galaxybench.config.runs import entry_name
from galaxybench.evaluation.metrics import score, validation
from galaxybench.evaluation.predictions_table import plurality, probabilities
from galaxybench.evaluation.rows import Row
from galaxybench.evaluation.vote_scores import without_probabilities

SUMMED = ("parameters", "flops", "train_seconds", "predict_seconds_per_image")
"""Costs of an ensemble that are the sums over its members."""


def ensemble(
    candidates: list[Row], method: str, best: int | None, classes: int
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Combine the predictions of runs, and of predictions made elsewhere.

    Args:
        candidates: rows with predictions and descriptions; runs have histories and
            speeds, too.
        method: "mean" of the probabilities, or "vote": the class that most members
            predict; ties go to the highest mean probability of the members that have
            any, or else to the first class.
        best: how many members to choose, by the highest validation accuracy (the test
            images play no part in it); None chooses all.
        classes: the number of classes.

    Returns:
        A table as in predictions.csv, whose columns p0, p1 … are mean probabilities,
        or shares of the votes; and the content of run.json: the members and the sums
        of their costs.

    Raises:
        ValueError: if the test images of two rows differ, or probabilities to average
            are missing.
    """
    _check_same_images(candidates)
    chosen = candidates if best is None else _best(candidates, best)
    known = [p for p in (probabilities(row.predictions) for row in chosen) if p.size]
    if method == "mean":
        _require_probabilities(chosen)
        shares = np.mean(known, axis=0)
        predicted, ties = shares.argmax(axis=1), 0
    else:
        predictions = np.stack([row.predictions["predicted"] for row in chosen])
        counts = (predictions[..., np.newaxis] == np.arange(classes)).sum(axis=0)
        ties = 0 if known else _ties(counts)
        mean = np.mean(known, axis=0) if known else np.zeros(counts.shape)
        shares, predicted = counts / len(chosen), plurality(counts, mean)
    images = candidates[0].predictions[["index", "source_index", "label"]]
    made_of = {
        "method": method,
        "best": best,
        "candidates": len(candidates),
        "ties": ties,
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
    votes: np.ndarray | None = None,
) -> dict[str, Any]:
    """Score an ensemble, as `metrics.score` does: the content of its metrics.json.

    `groups`, (n,), are those of the test images, and `votes`, (n, k), the fractions of
    the votes of volunteers on them.

    A vote has no log loss and no calibration: shares of votes are no probabilities, and
    are often 0.
    """
    scores = score(predictions, None, {}, classes, groups, votes=votes)
    none = ("log_loss", "roc_auc", "brier", "ece", "ece_equal_mass")
    none += ("ece_expected", "ece_limit")
    if method != "vote":
        return scores
    return scores | dict.fromkeys(none) | without_probabilities(scores)


def _best(candidates: list[Row], count: int) -> list[Row]:
    """Choose those with the highest validation accuracy; they keep their order."""
    accuracies = np.array([_val_accuracy(row) for row in candidates], float)
    order = np.argsort(-np.nan_to_num(accuracies, nan=-np.inf), kind="stable")
    return [candidates[i] for i in sorted(order[:count])]


def _require_probabilities(rows: list[Row]) -> None:
    for row in rows:
        if not probabilities(row.predictions).size:
            raise ValueError(
                f"{_folder(row)}: has class numbers alone, but the method mean needs "
                "the probabilities of every member: use the method vote, or leave it "
                "out"
            )


def _ties(counts: np.ndarray) -> int:
    """Count the images (n, k) on which several classes have the most votes."""
    return int(((counts == counts.max(axis=1, keepdims=True)).sum(axis=1) > 1).sum())


def _val_accuracy(row: Row) -> float | None:
    """Return the validation accuracy of the epoch whose weights were kept."""
    if row.history is None:
        return None
    return validation(row.history, row.description)["val_accuracy"]


def _folder(row: Row) -> str:
    """Name a run by its folder below results/runs, and other rows by their names."""
    run = row.run
    if not row.trained:
        return f"{run.recipe} {entry_name(run)}"
    return f"{run.dataset}/{run.split}/{run.recipe}/{run.model}/seed-{run.seed}"


def _check_same_images(rows: list[Row]) -> None:
    first, *others = rows
    for other in others:
        ours, theirs = first.predictions, other.predictions
        widths = {probabilities(table).shape[1] for table in (ours, theirs)} - {0}
        if len(widths) > 1 or len(ours) != len(theirs):
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
