"""Precision, recall and F1 of every class, over all runs of a model and recipe."""

import numpy as np

SCORES = ("precision", "recall", "f1")
MEANS = {"recall": "balanced_accuracy", "f1": "macro_f1"}
"""What metrics.json calls the means over the classes whose intervals it has."""
MEAN = "mean of the classes"


def pool(
    scored: list[tuple[dict, dict]],
) -> dict[tuple[str, str], tuple[np.ndarray, np.ndarray]]:
    """Add the confusion matrices of a (recipe, model) over its seeds and folds.

    Args:
        scored: ({dataset, split, scheme, recipe, model, seed}, contents of metrics.json
            or train_metrics.json) of one data set and split scheme.

    Returns:
        (recipe, model) → (k, k) int, rows are the true classes; and (k,) int, the
        images of every class, counted once, however many seeds predicted them.
    """
    pooled: dict[tuple[str, str], np.ndarray] = {}
    images: dict[tuple[str, str], dict[str, np.ndarray]] = {}
    for names, metrics in scored:
        # Folds drop small classes by their number in the whole data set: all alike.
        assert metrics["classes"] == scored[0][1]["classes"], names["split"]
        key = (names["recipe"], names["model"])
        matrix = np.array(metrics["confusion"])
        pooled[key] = pooled.get(key, 0) + matrix
        images.setdefault(key, {})[names["split"]] = matrix.sum(axis=1)
    return {key: (pooled[key], sum(images[key].values())) for key in pooled}


def class_scores(scored: list[tuple[dict, dict]]) -> dict[tuple[str, str], list[dict]]:
    """Score the pooled confusion matrices of every (recipe, model), class by class.

    Args:
        scored: as `pool` takes it.

    Returns:
        (recipe, model) → a dict a class with "class", "precision", "recall", "f1",
        their 95 % intervals ("<score>_low", "<score>_high") and "images", and one more,
        named MEAN, for the mean of the classes that there are images of, where
        precision has no interval. A class without images has no recall and no F1.

        The intervals put together the bootstrap intervals of the runs. Seeds share
        their images, so that the distances from a score to its ends are averaged;
        folds have their own, so that these add in quadrature, weighted by images
        (Zou, Donner 2008, doi:10.1002/sim.3095).
    """
    classes = scored[0][1]["classes"] if scored else []
    return {
        key: _rows(
            matrix,
            images,
            classes,
            _margins([(n, m) for n, m in scored if (n["recipe"], n["model"]) == key]),
        )
        for key, (matrix, images) in pool(scored).items()
    }


def _rows(
    matrix: np.ndarray,
    images: np.ndarray,
    classes: list[str],
    margins: dict[str, np.ndarray],
) -> list[dict]:
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
        {"class": name, "images": int(count)}
        for name, count in zip([*classes, MEAN], [*images, images.sum()], strict=True)
    ]
    for score, values in scores.items():
        known = present | (score == "precision")
        values = np.where(known, values, np.nan)
        values = np.append(values, values[present].mean())
        below, above = margins[score]
        ends = np.clip([values - below, values + above], 0, 1)
        for row, value, low, high in zip(rows, values, *ends, strict=True):
            row |= {score: _known(value)}
            row |= {f"{score}_low": _known(low), f"{score}_high": _known(high)}
    return rows


def _margins(own: list[tuple[dict, dict]]) -> dict[str, np.ndarray]:
    """Put together how far the ends of the intervals of runs are from their scores.

    Returns:
        score → (2, k + 1): below and above, of every class and of the mean; NaN where
        it is not known.
    """
    splits: dict[str, list[dict]] = {}
    for names, metrics in own:
        splits.setdefault(names["split"], []).append(metrics)
    images = np.array([_images(runs[0]) for runs in splits.values()])
    weights = images / np.maximum(images.sum(axis=0), 1)
    margins = {}
    for score in SCORES:
        distances = np.array(
            [
                np.mean([_distances(metrics, score) for metrics in runs], axis=0)
                for runs in splits.values()
            ]
        )
        parts = np.where(weights[:, None] > 0, weights[:, None] * distances, 0)
        margins[score] = np.sqrt((parts**2).sum(axis=0))
    return margins


def _images(metrics: dict) -> np.ndarray:
    """Count the images of every class, and of all."""
    counts = np.sum(metrics["confusion"], axis=1)
    return np.append(counts, counts.sum())


def _distances(metrics: dict, score: str) -> np.ndarray:
    """Give value less low and high less value: (2, k + 1), NaN where not known."""
    rows = [(row, score) for row in metrics["per_class"]]
    rows.append((metrics, MEANS.get(score, score)))
    value, low, high = (
        np.array([row.get(f"{name}{end}") for row, name in rows], float)
        for end in ("", "_low", "_high")
    )
    return np.stack([value - low, high - value])


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


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
