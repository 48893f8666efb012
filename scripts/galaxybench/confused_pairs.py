"""Which classes a model confuses most, in words."""

import numpy as np

from galaxybench.class_scores import pool

PAIRS = 3
"""Named of each model."""


def confused_pairs(
    scored: list[tuple[dict, dict]],
) -> dict[tuple[str, str], list[dict]]:
    """Find the pairs of classes with most errors.

    Args:
        scored: as `class_scores.pool` takes it.

    Returns:
        (recipe, model) → at most PAIRS dicts, most errors first, with "true" and
        "predicted" (class names), "errors" (the mean over the seeds), "images" (of the
        true class) and "share" of them; none for a model without errors.
    """
    classes = scored[0][1]["classes"] if scored else []
    return {
        key: _largest(matrix, images, classes)
        for key, (matrix, images) in pool(scored).items()
    }


def _largest(matrix: np.ndarray, images: np.ndarray, classes: list[str]) -> list[dict]:
    shares = matrix / np.maximum(matrix.sum(axis=1, keepdims=True), 1)
    errors = shares * images[:, None]
    np.fill_diagonal(errors, 0)
    order = np.argsort(-errors, axis=None, kind="stable")[:PAIRS]
    return [
        {
            "true": classes[true],
            "predicted": classes[predicted],
            "errors": float(errors[true, predicted]),
            "images": int(images[true]),
            "share": float(shares[true, predicted]),
        }
        for true, predicted in zip(*np.unravel_index(order, errors.shape), strict=True)
        if errors[true, predicted] > 0
    ]
