"""The scores of one run, from its predictions: the content of metrics.json."""

from typing import Any

import numpy as np
import pandas as pd
from sklearn import metrics

from galaxybench.evaluation import calibration, class_intervals
from galaxybench.evaluation.collapse import COLLAPSED, OK, diagnose, equal_answers
from galaxybench.evaluation.improving import still_improving
from galaxybench.evaluation.intervals import accuracy_interval, design_effect
from galaxybench.evaluation.predictions_table import normalized, probabilities
from galaxybench.evaluation.vote_scores import vote_scores

NO_HISTORY = pd.DataFrame(
    columns=["epoch", "accuracy", "val_accuracy", "val_loss"], dtype=float
)
LARGE = 20
"""A class with fewer test images has uncertain scores: each image weighs much."""


def score(
    predictions: pd.DataFrame,
    history: pd.DataFrame | None,
    description: dict[str, Any],
    classes: list[str],
    groups: np.ndarray | None = None,
    valid: pd.DataFrame | None = None,
    votes: np.ndarray | None = None,
) -> dict[str, Any]:
    """Score one run, or anything else that predicts, on its test images.

    Args:
        predictions: as in predictions.csv, with or without probabilities.
        history: one row per epoch, as in history.csv; None where nothing was trained.
        description: the content of run.json.
        classes: the k class names.
        groups: (n,) the group of each test image; None if there are no groups.
        valid: predictions of the validation images; None if there are none.
        votes: (n, k) the fractions of the votes on each test image; None without votes.

    Returns:
        The content of metrics.json: `rates` of the test images, the same after
        temperature scaling, the validation scores of the epoch that was kept, `status`
        and its `reason`, and whether the run was `still_improving`: None of a run that
        is not ok, or where it cannot be told; with votes also `vote_scores`. It can be
        written as JSON; there is no NaN in it.
    """
    rated = rates(predictions, classes, groups)
    history = NO_HISTORY if history is None else history
    labels, predicted = (predictions[key].to_numpy() for key in ("label", "predicted"))
    status, reason = diagnose(predicted, labels, history, description, classes)
    if status == OK and len(history):
        reason = equal_answers(probabilities(predictions))
        status = COLLAPSED if reason else OK
    if rated["log_loss"] is None and "p0" in predictions:
        status, reason = COLLAPSED, reason or "predicted probabilities are not finite"
    return {
        "test_images": len(labels),
        **rated,
        **scaled(predictions, valid, groups),
        **validation(history, description),
        **({} if votes is None else vote_scores(predictions, votes, classes)),
        "status": status,
        "reason": reason,
        "still_improving": (
            still_improving(history, description) if status == OK else None
        ),
    }


def validation(
    history: pd.DataFrame, description: dict[str, Any]
) -> dict[str, float | None]:
    """Return the validation scores of history.csv.

    They are `val_accuracy` and `val_loss` of the epoch whose weights were kept, as
    run.json says, and `best_val_accuracy` of any epoch; None where a value is missing
    or not finite.
    """
    kept = history.loc[history["epoch"] == description.get("best_epoch")]
    scores = {
        "val_accuracy": kept["val_accuracy"].mean(),
        "val_loss": kept["val_loss"].mean(),
        "best_val_accuracy": history["val_accuracy"].max(),
    }
    return {key: _finite(value) for key, value in scores.items()}


def scaled(
    predictions: pd.DataFrame,
    valid: pd.DataFrame | None,
    groups: np.ndarray | None = None,
) -> dict[str, float | None]:
    """Score the test images after temperature scaling, fitted on the validation images.

    Returns:
        temperature, and log_loss_scaled, brier_scaled, ece_scaled, ece_scaled_expected
        and ece_scaled_limit of the test images; None where probabilities are missing or
        not finite.
    """
    keys = ("temperature", "log_loss_scaled", "brier_scaled", "ece_scaled")
    keys += ("ece_scaled_expected", "ece_scaled_limit")
    if valid is None or valid.empty:
        return dict.fromkeys(keys)
    parts = [probabilities(part) for part in (valid, predictions)]
    if not all(p.size and np.isfinite(p).all() for p in parts):
        return dict.fromkeys(keys)
    labels = predictions["label"].to_numpy()
    known, unknown = map(normalized, parts)
    temperature = calibration.fit_temperature(valid["label"].to_numpy(), known)
    p = calibration.at_temperature(unknown, temperature)
    values = (
        temperature,
        float(metrics.log_loss(labels, p, labels=np.arange(p.shape[1]))),
        _brier(labels, p),
        calibration.calibration_error(labels, p),
        *calibration.consistency(labels, p, groups),
    )
    return dict(zip(keys, values, strict=True))


def rates(
    predictions: pd.DataFrame, classes: list[str], groups: np.ndarray | None = None
) -> dict[str, Any]:
    """Score predictions, over all images and per class; arguments as for `score`.

    Macro averages run over the classes with images. A class without images has no
    recall and no F1: they are None.

    Returns:
        Accuracy with its interval and the `design_effect` of the groups; averages over
        classes, and the scores of each in `per_class`, with their intervals
        (`<score>_low`, `<score>_high`, of 95 %, none of zero width); `<score>_large`,
        without classes of fewer than LARGE images; Cohen's kappa and Matthews'
        correlation; log loss, top-2 accuracy, mean ROC AUC of each class against the
        rest, Brier score and expected calibration errors, `ece` with what a calibrated
        net would show (`calibration.consistency`); `confusion` (rows are the true
        classes). It can be written as JSON: scores of probabilities that are missing or
        not finite are None.
    """
    p = probabilities(predictions)
    labels, predicted = (predictions[key].to_numpy() for key in ("label", "predicted"))
    _check(labels, predicted, p, classes)

    numbers = list(range(len(classes)))
    low, high = accuracy_interval(labels == predicted, groups)
    scores = metrics.precision_recall_fscore_support(
        labels, predicted, labels=numbers, zero_division=0
    )
    ends = class_intervals.intervals(labels, predicted, len(classes), groups)
    return {
        "classes": list(classes),
        "accuracy": float(metrics.accuracy_score(labels, predicted)),
        "accuracy_low": low,
        "accuracy_high": high,
        "design_effect": design_effect(labels == predicted, groups),
        **_averages(scores, ends),
        "kappa": _finite(metrics.cohen_kappa_score(labels, predicted, labels=numbers)),
        "mcc": float(metrics.matthews_corrcoef(labels, predicted)),
        **_of_probabilities(labels, p, groups),
        "majority_baseline": float(scores[3].max() / len(labels)),
        "per_class": _per_class(classes, scores, ends),
        "confusion": metrics.confusion_matrix(
            labels, predicted, labels=numbers
        ).tolist(),
    }


def _averages(
    scores: tuple[np.ndarray, ...], ends: dict[str, np.ndarray]
) -> dict[str, float | int | None]:
    """Average scores (k,) over the classes with images, and over the large ones."""
    precision, recall, f1, support = scores
    present, large = support > 0, support >= LARGE
    return {
        "balanced_accuracy": float(recall[present].mean()),
        "macro_precision": float(precision[present].mean()),
        "macro_recall": float(recall[present].mean()),
        "macro_f1": float(f1[present].mean()),
        **_ends(ends, "balanced_accuracy"),
        **_ends(ends, "macro_f1"),
        "macro_f1_large": float(f1[large].mean()) if large.any() else None,
        "balanced_accuracy_large": float(recall[large].mean()) if large.any() else None,
        "large_classes": int(large.sum()),
    }


def _per_class(
    classes: list[str], scores: tuple[np.ndarray, ...], ends: dict[str, np.ndarray]
) -> list[dict[str, Any]]:
    """List the scores (k,) of every class with their intervals."""
    precision, recall, f1, support = scores
    return [
        {
            "class": name,
            "support": int(support[k]),
            "precision": float(precision[k]),
            "recall": float(recall[k]) if support[k] else None,
            "f1": float(f1[k]) if support[k] else None,
            **_ends(ends, "precision", k),
            **_ends(ends, "recall", k, bool(support[k])),
            **_ends(ends, "f1", k, bool(support[k])),
        }
        for k, name in enumerate(classes)
    ]


def _ends(
    ends: dict[str, np.ndarray], score: str, k: int | None = None, known: bool = True
) -> dict[str, float | None]:
    """Name the ends of a score's interval; k is the class of a score per class."""
    low, high = ends[score] if k is None else ends[score][:, k]
    return {
        f"{score}_low": float(low) if known else None,
        f"{score}_high": float(high) if known else None,
    }


def _finite(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _of_probabilities(
    labels: np.ndarray, p: np.ndarray, groups: np.ndarray | None
) -> dict[str, float | None]:
    """Return the scores that need finite probabilities; None without them."""
    keys = ("log_loss", "top2_accuracy", "roc_auc", "brier", "ece", "ece_expected")
    keys += ("ece_limit", "ece_equal_mass")
    if not p.size or not np.isfinite(p).all():
        return dict.fromkeys(keys)
    shares, numbers = normalized(p), np.arange(p.shape[1])
    values = (
        float(metrics.log_loss(labels, shares, labels=numbers)),
        float(metrics.top_k_accuracy_score(labels, p, k=2, labels=numbers))
        if len(numbers) > 2
        else 1.0,
        _roc_auc(labels, shares),
        _brier(labels, shares),
        calibration.calibration_error(labels, shares),
        *calibration.consistency(labels, shares, groups),
        calibration.calibration_error(labels, shares, equal_mass=True),
    )
    return dict(zip(keys, values, strict=True))


def _roc_auc(labels: np.ndarray, probabilities: np.ndarray) -> float | None:
    """Average over classes the area under the ROC curve of each against the rest."""
    present = np.unique(labels)
    if len(present) < 2:
        return None
    areas = [metrics.roc_auc_score(labels == k, probabilities[:, k]) for k in present]
    return float(np.mean(areas))


def _brier(labels: np.ndarray, probabilities: np.ndarray) -> float:
    """Brier score over all classes (Brier 1950), from 0 (best) to 2."""
    classes = np.arange(probabilities.shape[1])
    loss = metrics.brier_score_loss(
        labels, probabilities, labels=classes, scale_by_half=False
    )
    return float(loss)


def _check(
    labels: np.ndarray, predicted: np.ndarray, p: np.ndarray, classes: list[str]
) -> None:
    if len(labels) == 0:
        raise ValueError("predictions.csv has no rows: predict the test part first")
    if p.shape[1] not in (0, len(classes)):
        raise ValueError(
            f"predictions.csv has {p.shape[1]} probability columns (p0, "
            f"p1, …), but there are {len(classes)} classes: predict this split again"
        )
    for name, values in (("label", labels), ("predicted", predicted)):
        if values.min() < 0 or values.max() >= len(classes):
            raise ValueError(
                f"predictions.csv: column '{name}' has values from {values.min()} to "
                f"{values.max()}, allowed are 0 to {len(classes) - 1}"
            )
