"""Precision, recall and F1 of every class, over all runs of a model and recipe."""

import numpy as np


def class_scores(scored: list[tuple[dict, dict]]) -> dict[tuple[str, str], list[dict]]:
    """Pool the confusion matrices of the runs of a (recipe, model), class by class.

    Args:
        scored: ({dataset, split, scheme, recipe, model, seed}, contents of metrics.json
            or train_metrics.json) of one data set and split scheme.

    Returns:
        (recipe, model) → a dict a class with "class", "precision", "recall", "f1" and
        "images", and one more for the mean of the classes that there are images of.
        Images are counted once, however many seeds predicted them; a class without
        images has no recall and no F1.
    """
    pooled: dict[tuple[str, str], np.ndarray] = {}
    images: dict[tuple[str, str], dict[str, np.ndarray]] = {}
    for names, metrics in scored:
        key = (names["recipe"], names["model"])
        matrix = np.array(metrics["confusion"])
        pooled[key] = pooled.get(key, 0) + matrix
        images.setdefault(key, {})[names["split"]] = matrix.sum(axis=1)
    return {
        key: _rows(matrix, sum(images[key].values()), scored[0][1]["classes"])
        for key, matrix in pooled.items()
    }


def _rows(matrix: np.ndarray, images: np.ndarray, classes: list[str]) -> list[dict]:
    right = np.diag(matrix)
    there = matrix.sum(axis=1)
    predicted = matrix.sum(axis=0)
    present = there > 0
    scores = {
        # Never predicted: 0, as scikit-learn has it.
        "precision": right / np.maximum(predicted, 1),
        "recall": right / np.maximum(there, 1),
        "f1": 2 * right / np.maximum(there + predicted, 1),
    }
    rows = [
        {"class": name, "images": int(images[k])}
        | {
            key: float(values[k]) if present[k] or key == "precision" else None
            for key, values in scores.items()
        }
        for k, name in enumerate(classes)
    ]
    means = {key: float(values[present].mean()) for key, values in scores.items()}
    return [
        *rows,
        {"class": "mean of the classes", "images": int(images.sum())} | means,
    ]
