"""Scores of confusion matrices: per class, and their means over the classes."""

import numpy as np


def matrix(labels: np.ndarray, predicted: np.ndarray, classes: int) -> np.ndarray:
    """Count true and predicted classes, both (n,) int, in a (k, k) float matrix.

    Rows are the true classes.
    """
    counts = np.zeros((classes, classes))
    np.add.at(counts, (labels, predicted), 1)
    return counts


def scores(matrices: np.ndarray) -> dict[str, np.ndarray]:
    """Score confusion matrices (..., k, k); rows are the true classes.

    Returns:
        precision, recall and f1, each (..., k), 0 where their denominator is 0, as in
        scikit-learn; balanced_accuracy and macro_f1 (...), over classes with images.
    """
    right = np.diagonal(matrices, axis1=-2, axis2=-1)
    images, predicted = matrices.sum(axis=-1), matrices.sum(axis=-2)
    found = {
        "precision": right / np.maximum(predicted, 1),
        "recall": right / np.maximum(images, 1),
        "f1": 2 * right / np.maximum(images + predicted, 1),
    }
    present = images > 0
    count = np.maximum(present.sum(axis=-1), 1)
    return found | {
        "balanced_accuracy": (found["recall"] * present).sum(axis=-1) / count,
        "macro_f1": (found["f1"] * present).sum(axis=-1) / count,
    }
