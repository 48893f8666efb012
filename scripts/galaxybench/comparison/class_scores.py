"""Scores per class, and the most confused classes, over all runs of a model."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.stats.multitest import multipletests

from galaxybench.config.class_names import MEAN
from galaxybench.evaluation.confusion import scores
from galaxybench.evaluation.intervals import NORMAL
from galaxybench.evaluation.metrics import LARGE
from galaxybench.evaluation.rows import Key, Row

SCORES = ("precision", "recall", "f1")
MEANS = {"recall": "balanced_accuracy", "f1": "macro_f1"}
"""Score -> name in metrics.json of its mean over the classes."""
PAIRS = 3
"""Confused pairs listed per model."""


def pool(rows: list[Row]) -> dict[Key, tuple[np.ndarray, np.ndarray]]:
    """Add the confusion matrices of every (recipe, model) over its seeds and folds.

    The rows are of one data set and split scheme, with metrics of test or training.

    Returns:
        (recipe, model) → (k, k) int, rows are the true classes; and (k,) int, the
        images per class, each counted once, however many seeds predicted it.

    Raises:
        ValueError: if the rows have different classes.
    """
    pooled: dict[Key, np.ndarray] = {}
    images: dict[Key, dict[str, np.ndarray]] = {}
    for row in rows:
        ours, theirs = rows[0].metrics["classes"], row.metrics["classes"]
        if ours != theirs:
            raise ValueError(
                f"{row.run} has the classes {theirs}, {rows[0].run} has {ours}: all "
                "rows of a data set and split must have the same; score both again"
            )
        matrix = np.array(row.metrics["confusion"])
        pooled[row.key] = pooled.get(row.key, 0) + matrix
        images.setdefault(row.key, {})[row.run.split] = matrix.sum(axis=1)
    return {key: (pooled[key], sum(images[key].values())) for key in pooled}


def class_scores(rows: list[Row]) -> dict[Key, list[dict[str, Any]]]:
    """Score the pooled confusion matrices of every (recipe, model), class by class.

    Returns:
        (recipe, model) → one dict per class with "class", "precision", "recall", "f1",
        their 95 % intervals ("<score>_low", "<score>_high"), "images" and "rough":
        whether they are fewer than LARGE, so that the intervals hold the truth in 90 to
        100 % of cases; and a last one, named MEAN, for the mean over the classes with
        images, whose precision has no interval, and which is rough if one of them is. A
        class without images has no recall and no F1: they are None.

        The intervals combine those of the runs. Seeds share their images, so the
        distances from a score to its ends are averaged, and the interval reaches at
        least from the lowest to the highest seed. Folds have their own images, so the
        distances add in quadrature, weighted by images (Zou, Donner 2008,
        doi:10.1002/sim.3095).
    """
    return {
        key: _class_rows(*pooled, [row for row in rows if row.key == key])
        for key, pooled in pool(rows).items()
    }


def _class_rows(
    matrix: np.ndarray, images: np.ndarray, runs: list[Row]
) -> list[dict[str, Any]]:
    classes, margins = runs[0].metrics["classes"], _margins(runs)
    present, found = matrix.sum(axis=1) > 0, scores(matrix)
    few = images < LARGE
    counted = zip(
        [*classes, MEAN],
        [*images, images.sum()],
        [*few, (few & present).any()],
        strict=True,
    )
    rows = [
        {"class": name, "images": int(count), "rough": bool(rough)}
        for name, count, rough in counted
    ]
    for score in SCORES:
        known = present | (score == "precision")
        values = np.where(known, found[score], np.nan)
        values = np.append(values, values[present].mean())
        below, above = margins[score]
        ends = np.clip([values - below, values + above], 0, 1)
        ends = _with_every_seed(ends, runs, score)
        for row, value, low, high in zip(rows, values, *ends, strict=True):
            named = {score: value, f"{score}_low": low, f"{score}_high": high}
            row |= {k: None if np.isnan(v) else float(v) for k, v in named.items()}
    return rows


def _with_every_seed(ends: np.ndarray, runs: list[Row], score: str) -> np.ndarray:
    """Widen intervals, (2, k + 1), so that they hold the score of every seed."""
    if len({row.run.split for row in runs}) > 1:
        return ends  # each fold has images of its own
    each = np.stack([_values(row.metrics, score) for row in runs])
    low = np.where(np.isnan(each), np.inf, each).min(axis=0)
    high = np.where(np.isnan(each), -np.inf, each).max(axis=0)
    return np.stack([np.minimum(ends[0], low), np.maximum(ends[1], high)])


def _margins(rows: list[Row]) -> dict[str, np.ndarray]:
    """Combine the distances from scores to the ends of their intervals over runs.

    Returns:
        score → (2, k + 1): below and above, of every class and of the mean; NaN where
        unknown.
    """
    splits: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        splits[row.run.split].append(row.metrics)
    counts = [np.sum(own[0]["confusion"], axis=1) for own in splits.values()]
    images = np.array([np.append(count, count.sum()) for count in counts])
    total = images.sum(axis=0)
    # A class without images may have been predicted: its precision has an interval.
    weights = np.where(total > 0, images / np.maximum(total, 1), 1 / len(images))
    margins = {}
    for score in SCORES:
        distances = [
            np.mean([_distances(metrics, score) for metrics in seeds], axis=0)
            for seeds in splits.values()
        ]
        parts = np.where(weights[:, None] > 0, weights[:, None] * distances, 0)
        margins[score] = np.sqrt((parts**2).sum(axis=0))
    return margins


def _distances(metrics: Mapping[str, Any], score: str) -> np.ndarray:
    """Return (2, k + 1): the value minus low, and high minus the value."""
    value, low, high = (_values(metrics, score, end) for end in ("", "_low", "_high"))
    return np.stack([value - low, high - value])


def _values(metrics: Mapping[str, Any], score: str, end: str = "") -> np.ndarray:
    """Return a score of one run, or an end of its interval, (k + 1,); NaN for none."""
    rows = [(row, score) for row in metrics["per_class"]]
    rows.append((metrics, MEANS.get(score, score)))
    return np.array([row.get(f"{name}{end}") for row, name in rows], float)


def surely_best(scores: pd.DataFrame, level: float = 0.05) -> pd.Series:
    """Find where a model's F1 is above that of every other model beyond chance.

    The margins of two F1 add in quadrature (Zou, Donner 2008, doi:10.1002/sim.3095), as
    if the models were independent: on the same images their errors are alike, so that
    fewer differences are found than exist. The p value of a class is the largest of the
    best model's against the others; those of all classes are adjusted by Holm's method.

    Args:
        scores: one row per model and class, with class, f1, f1_low and f1_high.
        level: the chance to mark a model in any class, if all models are equal.

    Returns:
        (rows of `scores`,) bool; at most one model per class.
    """
    best = pd.Series(False, index=scores.index)
    found = {}
    for name, own in scores.groupby("class", sort=False):
        known = own.dropna(subset="f1")
        if len(known) > 1:
            first = known["f1"].idxmax()
            top, others = known.loc[first], known.drop(first)
            margin = np.hypot(
                top["f1"] - top["f1_low"], others["f1_high"] - others["f1"]
            )
            apart = (top["f1"] - others["f1"]) / margin.where(margin > 0, np.inf)
            found[name] = first, 2 * stats.norm.sf(NORMAL * apart.min())
    if found:
        places, p = zip(*found.values(), strict=True)
        best[list(places)] = multipletests(p, level, method="holm")[0]
    return best


def confused_pairs(rows: list[Row]) -> dict[Key, list[dict[str, Any]]]:
    """Find the pairs of classes with most errors.

    Returns:
        (recipe, model) → at most PAIRS dicts, most errors first, with "true" and
        "predicted" (class names), "errors" (the mean over the seeds), "images" (of the
        true class) and "share" (of the true class); empty for a model without errors.
    """
    return {
        key: _largest(matrix, images, rows[0].metrics["classes"])
        for key, (matrix, images) in pool(rows).items()
    }


def _largest(
    matrix: np.ndarray, images: np.ndarray, classes: list[str]
) -> list[dict[str, Any]]:
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
