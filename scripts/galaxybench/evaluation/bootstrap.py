"""Bootstrap intervals of macro F1, balanced accuracy and the scores per class.

The stratified percentile bootstrap (Efron, Tibshirani 1993, chapter 13): images are
resampled with replacement within each class; where images belong together in groups,
groups are resampled. Confusion matrices are drawn rather than images, so that all
scores come from the same draws and no loop over draws is needed.
"""

import numpy as np

DRAWS = 2_000
SEED = 0


def confusions(
    labels: np.ndarray,
    predicted: np.ndarray,
    classes: int,
    groups: np.ndarray | None = None,
) -> np.ndarray:
    """Draw confusion matrices (DRAWS, k, k) of k classes; rows are the true classes.

    True and predicted classes, and the groups of images, are (n,). Without groups they
    are None or all different. A group counts to the class of its first image.
    """
    rng = np.random.default_rng(SEED)
    if groups is None or len(np.unique(groups)) == len(groups):
        matrix = np.zeros((classes, classes))
        np.add.at(matrix, (labels, predicted), 1)
        drawn = [
            rng.multinomial(int(row.sum()), row / max(1, row.sum()), size=DRAWS)
            for row in matrix
        ]
        return np.stack(drawn, axis=1).astype(float)
    _, first, member = np.unique(groups, return_index=True, return_inverse=True)
    tables = np.zeros((len(first), classes * classes))
    np.add.at(tables, (member, labels * classes + predicted), 1)
    total = np.zeros((DRAWS, classes * classes))
    for stratum in np.unique(labels[first]):
        # Groups with equal tables are drawn together, since few tables differ.
        kinds, counts = np.unique(
            tables[labels[first] == stratum], axis=0, return_counts=True
        )
        groups_drawn = int(counts.sum())
        drawn = rng.multinomial(groups_drawn, counts / groups_drawn, size=DRAWS)
        total += drawn.astype(float) @ kinds
    return total.reshape(DRAWS, classes, classes)


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


def intervals(
    labels: np.ndarray,
    predicted: np.ndarray,
    classes: int,
    groups: np.ndarray | None = None,
) -> dict[str, np.ndarray]:
    """Compute the 95 % intervals of all `scores`; the arguments are as in `confusions`.

    Returns:
        name → (2,) or, for scores per class, (2, k): lower and upper ends.
    """
    drawn = scores(confusions(labels, predicted, classes, groups))
    return {
        name: np.percentile(values, [2.5, 97.5], axis=0)
        for name, values in drawn.items()
    }
