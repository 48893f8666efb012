"""Intervals of scores that no formula has: macro F1, balanced accuracy, per class.

The stratified percentile bootstrap (Efron, Tibshirani 1993, chapter 13): images are
drawn again with replacement, as many of every class as there are; where images belong
together in groups, groups are drawn. What is drawn is confusion matrices, so that all
scores come from the same draws and nothing is looped over.
"""

import numpy as np

DRAWS = 2_000


def confusions(
    labels: np.ndarray,
    predicted: np.ndarray,
    classes: int,
    groups: np.ndarray | None = None,
    draws: int = DRAWS,
    seed: int = 0,
) -> np.ndarray:
    """Draw confusion matrices.

    Args:
        labels: (n,) true classes.
        predicted: (n,) predicted classes.
        classes: their number k.
        groups: (n,) what belongs together; None or all different: nothing does. A group
            counts to the class of its first image.
        draws: number of resamples.
        seed: of the draws.

    Returns:
        (draws, k, k) numbers of images; rows are the true classes.
    """
    rng = np.random.default_rng(seed)
    if groups is None or len(np.unique(groups)) == len(groups):
        matrix = np.zeros((classes, classes))
        np.add.at(matrix, (labels, predicted), 1)
        drawn = [
            rng.multinomial(int(row.sum()), row / max(1, row.sum()), size=draws)
            for row in matrix
        ]
        return np.stack(drawn, axis=1).astype(float)
    _, first, member = np.unique(groups, return_index=True, return_inverse=True)
    tables = np.zeros((len(first), classes * classes))
    np.add.at(tables, (member, labels * classes + predicted), 1)
    total = np.zeros((draws, classes * classes))
    for stratum in np.unique(labels[first]):
        # Groups with the same numbers are drawn as one kind: there are few kinds.
        kinds, counts = np.unique(
            tables[labels[first] == stratum], axis=0, return_counts=True
        )
        groups_drawn = int(counts.sum())
        drawn = rng.multinomial(groups_drawn, counts / groups_drawn, size=draws)
        total += drawn.astype(float) @ kinds
    return total.reshape(draws, classes, classes)


def scores(matrices: np.ndarray) -> dict[str, np.ndarray]:
    """Scores of confusion matrices.

    Args:
        matrices: (..., k, k) numbers of images; rows are the true classes.

    Returns:
        precision, recall and f1, each (..., k), 0 where nothing was predicted or is
        there; balanced_accuracy and macro_f1 (...), over the classes with images.
    """
    right = np.diagonal(matrices, axis1=-2, axis2=-1)
    there, answered = matrices.sum(axis=-1), matrices.sum(axis=-2)
    found = {
        "precision": right / np.maximum(answered, 1),
        "recall": right / np.maximum(there, 1),
        "f1": 2 * right / np.maximum(there + answered, 1),
    }
    present = there > 0
    count = np.maximum(present.sum(axis=-1), 1)
    return found | {
        "balanced_accuracy": (found["recall"] * present).sum(axis=-1) / count,
        "macro_f1": (found["f1"] * present).sum(axis=-1) / count,
    }


def intervals(
    labels: np.ndarray,
    predicted: np.ndarray,
    classes: int,
    groups: np.ndarray | None = None,
    draws: int = DRAWS,
    seed: int = 0,
) -> dict[str, np.ndarray]:
    """95 % intervals of what `scores` gives; the arguments are those of `confusions`.

    Returns:
        name → (2,) or, for the scores of a class, (2, k): lower and upper ends.
    """
    drawn = scores(confusions(labels, predicted, classes, groups, draws, seed))
    return {
        name: np.percentile(values, [2.5, 97.5], axis=0)
        for name, values in drawn.items()
    }
