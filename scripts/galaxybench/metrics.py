"""The numbers of one run, from its predictions: the contents of metrics.json."""

import numpy as np
import pandas as pd
from sklearn.metrics import (
    accuracy_score,
    confusion_matrix,
    log_loss,
    precision_recall_fscore_support,
    top_k_accuracy_score,
)
from statsmodels.stats.proportion import proportion_confint

from galaxybench.collapse import COLLAPSED, diagnose

NO_HISTORY = pd.DataFrame(
    columns=["epoch", "accuracy", "val_accuracy", "val_loss"], dtype=float
)


def wilson(correct: float, images: int) -> tuple[float, float]:
    """Return the 95 % Wilson score interval of `correct` out of `images`."""
    low, high = proportion_confint(correct, images, alpha=0.05, method="wilson")
    return float(low), float(high)


def score(
    predictions: pd.DataFrame,
    history: pd.DataFrame | None,
    run: dict,
    classes: list[str],
) -> dict:
    """Score one run, or anything else that predicts, on its test images.

    Args:
        predictions: one row a test image, as in predictions.csv: `label`,
            `predicted`, and the probabilities `p0` … `p{k-1}`, if they are known.
        history: one row an epoch, as in history.csv; None where nothing was trained.
        run: the contents of run.json.
        classes: the k class names.

    Returns:
        The contents of metrics.json: `rates` of the test images, the validation scores
        of the epoch that was kept, `status` and its `reason`; JSON-ready, no NaN.
    """
    rated = rates(predictions, classes)
    history = NO_HISTORY if history is None else history
    labels, predicted = (predictions[key].to_numpy() for key in ("label", "predicted"))
    status, reason = diagnose(predicted, labels, history, run, classes)
    if rated["log_loss"] is None and "p0" in predictions:
        status, reason = COLLAPSED, reason or "predicted probabilities are not finite"
    return {
        "test_images": len(labels),
        **rated,
        **validation(history, run),
        "status": status,
        "reason": reason,
    }


def validation(history: pd.DataFrame, run: dict) -> dict[str, float | None]:
    """Give the validation scores of a run: those of the epoch kept, and the highest.

    Args:
        history: one row an epoch, as in history.csv.
        run: the contents of run.json.

    Returns:
        `val_accuracy` and `val_loss` of the epoch whose weights were kept, and
        `best_val_accuracy` of any epoch; None where there is none or it is not finite.
    """
    kept = history.loc[history["epoch"] == run.get("best_epoch")]
    scores = {
        "val_accuracy": kept["val_accuracy"].mean(),
        "val_loss": kept["val_loss"].mean(),
        "best_val_accuracy": history["val_accuracy"].max(),
    }
    return {
        key: float(value) if np.isfinite(value) else None
        for key, value in scores.items()
    }


def rates(predictions: pd.DataFrame, classes: list[str]) -> dict:
    """Count how good predictions are, over all images and for every class.

    Macro averages run over the classes that the images have: a class without images
    has no recall and no F1, which are then None.

    Args:
        predictions: one row an image, as in predictions.csv.
        classes: the k class names.

    Returns:
        Accuracy with its interval, the averages, `per_class` and `confusion` (rows are
        the true classes); JSON-ready, no NaN: log loss and top 2 of probabilities that
        are not finite, or not known, are None.
    """
    probabilities = predictions.filter(regex=r"^p\d+$").to_numpy()
    labels = predictions["label"].to_numpy()
    predicted = predictions["predicted"].to_numpy()
    _check(labels, predicted, probabilities, classes)

    numbers = list(range(len(classes)))
    present = np.unique(labels)
    correct = int((labels == predicted).sum())
    low, high = wilson(correct, len(labels))
    precision, recall, f1, support = precision_recall_fscore_support(
        labels, predicted, labels=numbers, zero_division=0
    )
    finite = bool(probabilities.size and np.isfinite(probabilities).all())
    return {
        "classes": list(classes),
        "accuracy": float(accuracy_score(labels, predicted)),
        "accuracy_low": low,
        "accuracy_high": high,
        # The mean recall of the classes that the images have.
        "balanced_accuracy": float(recall[present].mean()),
        "macro_precision": float(precision[present].mean()),
        "macro_recall": float(recall[present].mean()),
        "macro_f1": float(f1[present].mean()),
        "log_loss": float(log_loss(labels, _normalized(probabilities), labels=numbers))
        if finite
        else None,
        "top2_accuracy": _top2(labels, probabilities) if finite else None,
        "majority_baseline": float(support.max() / len(labels)),
        "per_class": [
            {
                "class": name,
                "support": int(support[k]),
                "precision": float(precision[k]),
                "recall": float(recall[k]) if support[k] else None,
                "f1": float(f1[k]) if support[k] else None,
            }
            for k, name in enumerate(classes)
        ],
        "confusion": confusion_matrix(labels, predicted, labels=numbers).tolist(),
    }


def _normalized(probabilities: np.ndarray) -> np.ndarray:
    """Make the rows sum to 1 in float64: they are float32, off by some 1e-7."""
    return probabilities / probabilities.sum(axis=1, keepdims=True)


def _top2(labels: np.ndarray, probabilities: np.ndarray) -> float:
    classes = probabilities.shape[1]
    if classes <= 2:
        return 1.0
    return float(
        top_k_accuracy_score(labels, probabilities, k=2, labels=np.arange(classes))
    )


def _check(
    labels: np.ndarray,
    predicted: np.ndarray,
    probabilities: np.ndarray,
    classes: list[str],
) -> None:
    if len(labels) == 0:
        raise ValueError("predictions.csv has no rows: predict the test part first")
    if probabilities.shape[1] not in (0, len(classes)):
        raise ValueError(
            f"predictions.csv has {probabilities.shape[1]} probability columns (p0, "
            f"p1, …), but there are {len(classes)} classes: predict this split again"
        )
    for name, values in (("label", labels), ("predicted", predicted)):
        if values.min() < 0 or values.max() >= len(classes):
            raise ValueError(
                f"predictions.csv: column '{name}' has values from {values.min()} to "
                f"{values.max()}, allowed are 0 to {len(classes) - 1}"
            )
