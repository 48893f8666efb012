"""95 % intervals of the scores per class and of their means over the classes.

Recall and precision have Wilson's interval. F1 is a function of the share TP / (TP + FP
+ FN), and has Wilson's interval of that share (the indirect method of Lam, Gopal, Qian
2023, arXiv 2309.14621). Balanced accuracy and macro F1 have the score interval of a
mean of such shares. All heed groups of images by a design effect per class.
"""

import numpy as np

from galaxybench.evaluation.confusion import matrix, scores
from galaxybench.evaluation.intervals import (
    F1_OF_JACCARD,
    class_design_effects,
    mean_interval,
    wilson_per_class,
)


def intervals(
    labels: np.ndarray,
    predicted: np.ndarray,
    classes: int,
    groups: np.ndarray | None = None,
) -> dict[str, np.ndarray]:
    """Compute the 95 % intervals of all `confusion.scores`.

    Args:
        labels: (n,) int, the true classes.
        predicted: (n,) int.
        classes: the number k of classes.
        groups: (n,) the groups of the images; None if there are none.

    Returns:
        name → (2,) or, for scores per class, (2, k): lower and upper ends. They are 0
        and 1 where a score has no images, such as the precision of a class that was
        never predicted.
    """
    right = labels == predicted
    table = matrix(labels, predicted, classes)
    # An error counts for both classes, its true one and the predicted one.
    both = np.concatenate([labels, predicted[~right]])
    among = np.concatenate([right, np.zeros(int((~right).sum()), bool)])
    twice = None if groups is None else np.concatenate([groups, groups[~right]])
    counted = {
        "recall": _effective(right, labels, classes, groups),
        "precision": _effective(right, predicted, classes, groups),
        "f1": _effective(among, both, classes, twice),
    }
    ends = {name: wilson_per_class(*counts) for name, counts in counted.items()}
    value, _ = F1_OF_JACCARD
    ends["f1"] = value(ends["f1"])
    present = table.sum(axis=1) > 0
    recalls, unions = (
        [each[present] for each in counted[name]] for name in ("recall", "f1")
    )
    factor = dependence(table)
    ends["balanced_accuracy"] = np.array(mean_interval(*recalls))
    ends["macro_f1"] = np.array(mean_interval(*unions, F1_OF_JACCARD, factor))
    return {name: _holding(ends[name], value) for name, value in scores(table).items()}


def dependence(table: np.ndarray) -> float:
    """Compare the variance of macro F1 with that of the mean of independent F1.

    F1 of two classes are dependent, since an error counts for both; and the number of
    images per class is fixed. Both variances are to first order (delta method, by the
    influence of each image). One image is added to every class with images, half of it
    right and half spread over the other classes, or a class without errors would have
    no variance.

    Args:
        table: (k, k) confusion matrix; rows are the true classes.
    """
    classes, present = len(table), table.sum(axis=1) > 0
    added = np.full(table.shape, 0.5 / max(classes - 1, 1))
    np.fill_diagonal(added, 0.5)
    table = table + added * present[:, None]
    right, images = np.diag(table), table.sum(axis=1, keepdims=True)
    size = np.maximum(images[:, 0] + table.sum(axis=0), 1)
    each = np.where(present, -2 * right / size**2, 0)
    influence = each[:, None] + each[None, :]
    influence[np.diag_indices(classes)] += np.where(present, 2 / size, 0)
    mean = (table * influence).sum(axis=1, keepdims=True) / np.maximum(images, 1)
    together = float((table * (influence - mean) ** 2).sum())
    share, (_, slope) = right / (size - right), F1_OF_JACCARD
    variance = slope(share) ** 2 * share * (1 - share) / (size - right)
    alone = float(variance[present].sum())
    return together / alone if alone > 0 else 1.0


def _effective(
    right: np.ndarray, classes: np.ndarray, count: int, groups: np.ndarray | None
) -> list[np.ndarray]:
    """Count right answers and images per class, each over its design effect."""
    effect = class_design_effects(right, classes, count, groups)
    counts = (np.bincount(classes, w, count) for w in (right, np.ones(len(right))))
    return [each / effect for each in counts]


def _holding(ends: np.ndarray, value: np.ndarray) -> np.ndarray:
    """Widen (2, ...) by what rounding may leave out of a value (...)."""
    return np.stack([np.minimum(ends[0], value), np.maximum(ends[1], value)])
