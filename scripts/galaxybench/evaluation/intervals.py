"""95 % intervals of shares of right answers, and of means of such shares.

All invert a score test (Wilson 1927, doi:10.2307/2276774): unlike a bootstrap, it does
not take the observed share for the truth, so that an interval has a width even where
all answers are right. Images that belong together in groups tell less than as many
single images; the design effect says how much less (Kish, Frankel 1974, JRSS B 36, 1).
"""

from collections.abc import Callable

import numpy as np
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

ALPHA = 0.05
NORMAL = float(stats.norm.isf(ALPHA / 2))
GRID = 65
"""Multipliers tried at once in the search for the end of an interval."""
ROUNDS = 4
"""Times that this grid is refined."""
HALVINGS = 36
"""Steps of the bisection for a share: to about 1e-11."""
LOGARITHMS = (-15.0, 25.0)
"""Range of the logarithm of a multiplier, in units of the number of images."""
TINY = 1e-12

Curve = tuple[Callable[[np.ndarray], np.ndarray], Callable[[np.ndarray], np.ndarray]]
SHARE: Curve = (lambda share: share, np.ones_like)
F1_OF_JACCARD: Curve = (lambda s: 2 * s / (1 + s), lambda s: 2 / (1 + s) ** 2)
"""F1 of a class from TP / (TP + FP + FN), which is a share of images."""


def wilson(
    correct: float, images: float, quantile: float = NORMAL
) -> tuple[float, float]:
    """Return the 95 % Wilson score interval of `correct` out of `images`.

    It is within [0, 1] and holds correct / images; of no images it is [0, 1]. Both
    counts may be fractions. `quantile` is that of the standard normal distribution, or
    a wider one of Student's t.
    """
    low, high = wilson_per_class(np.array([correct]), np.array([images]), quantile)
    return float(low[0]), float(high[0])


def wilson_per_class(
    correct: np.ndarray, images: np.ndarray, quantile: float = NORMAL
) -> np.ndarray:
    """Return the intervals of `wilson` for k classes, (2, k): lower and upper ends.

    Both counts are (k,).
    """
    known = np.where(images > 0, images, 1)
    alpha = 2 * stats.norm.sf(quantile)
    ends = proportion_confint(correct, known, alpha=alpha, method="wilson")
    share = correct / known
    low, high = np.minimum(ends[0], share), np.maximum(ends[1], share)
    some = images > 0
    return np.stack(
        [np.where(some, low, 0).clip(0), np.where(some, high, 1).clip(0, 1)]
    )


def design_effect(right: np.ndarray, groups: np.ndarray | None) -> float:
    """Estimate by how much groups of images raise the variance of the accuracy.

    The variance of the ratio estimator in cluster sampling (Cochran 1977, Sampling
    Techniques, chapter 3) over that of single images: at least 1, at most n. Where no
    image or every image is right, nothing can be estimated, and the images of a group
    count as one: the mean group size, weighted by images.

    Args:
        right: (n,) bool, whether the answers are right.
        groups: (n,) the groups of the images; None if there are none.
    """
    images = len(right)
    if groups is None:
        return 1.0
    _, member = np.unique(groups, return_inverse=True)
    sizes = np.bincount(member)
    if len(sizes) == images:
        return 1.0
    if len(sizes) == 1:
        return float(images)
    share = float(np.mean(right))
    if share in (0, 1):
        return float((sizes**2).sum() / images)
    sums = np.bincount(member, weights=right) - share * sizes
    between = len(sizes) / (len(sizes) - 1) * float((sums**2).sum()) / images
    return min(max(1.0, between / (share * (1 - share))), float(images))


def accuracy_interval(
    right: np.ndarray, groups: np.ndarray | None = None
) -> tuple[float, float]:
    """Return the 95 % interval of the accuracy of one row of a comparison.

    Wilson's interval of n / design effect images. Where images come in groups, the
    quantile is that of Student's t with (groups - 1) degrees of freedom, since the
    design effect is an estimate (Korn, Graubard 1998, Survey Methodology 24, 193).
    Arguments as for `design_effect`.
    """
    images, quantile = len(right), NORMAL
    found = 0 if groups is None else len(np.unique(groups))
    if 1 < found < images:
        quantile = float(stats.t.isf(ALPHA / 2, found - 1))
    effective = images / design_effect(right, groups)
    return wilson(float(np.mean(right)) * effective, effective, quantile)


def class_design_effects(
    right: np.ndarray, classes: np.ndarray, count: int, groups: np.ndarray | None
) -> np.ndarray:
    """Estimate a design effect per class, (count,) float, at least 1.

    1 + (m - 1) r, where m is the mean number of a class' images in a group, weighted by
    images, and r the correlation of answers within group and class (Kish 1965, Survey
    Sampling, chapter 5). A small class has too few groups to estimate a correlation
    of its own: r is that of all classes. Where there is none, r is 1.

    Args:
        right: (n,) bool.
        classes: (n,) int, the class that each answer counts for, from 0 to count - 1.
        count: the number of classes.
        groups: (n,) the groups; None if there are none.
    """
    if groups is None or not len(right):
        return np.ones(count)
    _, member = np.unique(groups, return_inverse=True)
    cells, cell = np.unique(member * count + classes, return_inverse=True)
    sizes, owner = np.bincount(cell), cells % count
    images = np.maximum(np.bincount(classes, minlength=count), 1)
    share = np.bincount(classes, weights=right, minlength=count) / images
    excess = right - share[classes]
    sums = np.bincount(cell, weights=excess)
    together = (sums**2).sum() - (excess**2).sum()
    variance = (share * (1 - share))[owner]
    alone = float((variance * sizes * (sizes - 1)).sum())
    correlation = min(max(together / alone, 0.0), 1.0) if alone > 0 else 1.0
    mean = np.bincount(owner, weights=sizes**2, minlength=count) / images
    return 1 + np.maximum(mean - 1, 0) * correlation


def mean_interval(
    correct: np.ndarray, images: np.ndarray, curve: Curve = SHARE, factor: float = 1.0
) -> tuple[float, float]:
    """Return the 95 % score interval of the mean of k functions of independent shares.

    Of one share it is Wilson's. An end is the mean that the score test just does not
    reject, with the shares that fit it best; this is method S0 of Martín Andrés,
    Herranz Tejedor, Álvarez Hernández 2012, doi:10.1080/00949655.2010.530601. With few
    images in a class it covers the truth more often than MOVER (Zou, Donner 2008).

    Args:
        correct: (k,) right answers per class, possibly fractions.
        images: (k,) images per class, more than 0.
        curve: the function of a share, increasing from 0 to 1, and its derivative.
        factor: multiplies the variance; other than 1 where the shares are dependent.
    """
    value, slope = curve
    estimate = float(value(correct / images).mean())
    side = np.array([1.0, -1.0])[:, None]
    low, high = (np.full(2, end) for end in LOGARITHMS)
    for _ in range(ROUNDS):
        grid = np.linspace(low, high, GRID, axis=1)
        multipliers = side * np.exp(grid) * images.max()
        shares = _fitted(correct, images, multipliers[..., None], slope)
        means = value(shares).mean(axis=-1)
        variance = slope(shares) ** 2 * shares * (1 - shares) / images
        error = np.sqrt(factor * variance.sum(axis=-1)) / len(images)
        rejected = np.abs(means - estimate) > NORMAL * error + TINY
        # The last multiplier stands for an end at 0 or 1, which nothing rejects.
        rejected[:, -1] = True
        first = np.maximum(rejected.argmax(axis=1), 1)
        low, high = grid[[0, 1], first - 1], grid[[0, 1], first]
    ends = means[[0, 1], first]
    return max(0.0, min(ends[0], estimate)), min(1.0, max(ends[1], estimate))


def _fitted(
    correct: np.ndarray,
    images: np.ndarray,
    multipliers: np.ndarray,
    slope: Callable[[np.ndarray], np.ndarray],
) -> np.ndarray:
    """Solve x / p - (n - x) / (1 - p) = multiplier × slope(p) for p: (..., k)."""
    below = np.zeros(np.broadcast_shapes(multipliers.shape, correct.shape))
    above = np.ones_like(below)
    for _ in range(HALVINGS):
        share = (below + above) / 2
        score = correct - images * share
        rising = score > multipliers * slope(share) * share * (1 - share)
        below, above = np.where(rising, share, below), np.where(rising, above, share)
    return (below + above) / 2
