"""Tests of all pairs of models over common test images and seeds at once.

One image that only the first model gets right and one that only the second does are
added to the variance of every difference (Bonett, Price 2012, Journal of Educational
and Behavioral Statistics 37, 479): models that agree on all images have an interval.
"""

from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
from scipy import stats

from galaxybench.comparison.scatter import (
    LEVEL,
    Scatter,
    freedom_of,
    seed_variance,
    usual_variance,
)

DRAWS = 9_999
SEED = 0
CHUNK = 2**20
"""Numbers that are drawn at once, to bound the memory."""


@dataclass(frozen=True)
class Pairs:
    """Tests of all pairs of k models, in the order of `combinations(range(k), 2)`.

    Attributes:
        difference: (pairs,) accuracy of the first less that of the second.
        error: (pairs,) standard error of the difference.
        freedom: (pairs,) degrees of freedom of the error.
        p: (pairs,) two-sided p value of each pair alone.
        p_adjusted: (pairs,) that of all pairs together, never below p.
        low, high: (pairs,) simultaneous 95 % intervals. One leaves out 0 exactly where
            p_adjusted is below LEVEL.
        largest: (draws,) ascending, the largest |t| of all pairs as it would be if all
            models were equal, each as a normal deviate; None where pairs are adjusted
            after Bonferroni.
    """

    difference: np.ndarray
    error: np.ndarray
    freedom: np.ndarray
    p: np.ndarray
    p_adjusted: np.ndarray
    low: np.ndarray
    high: np.ndarray
    largest: np.ndarray | None = None

    def adjusted(self, t: np.ndarray, p: np.ndarray) -> np.ndarray:
        """Return the p values of all pairs together, (pairs,), from t and two-sided p.

        No |t| of all pairs is as large by chance more often than that.
        """
        if self.largest is None:
            return np.minimum(len(p) * p, 1)
        deviate = _deviate(t, self.freedom)
        above = len(self.largest) - np.searchsorted(self.largest, deviate, side="left")
        return np.maximum(p, (1 + above) / (1 + len(self.largest)))

    def critical(self, level: float) -> np.ndarray:
        """Return the t, (pairs,), above which `adjusted` is below this level."""
        if self.largest is None:
            return stats.t.isf(level / len(self.freedom) / 2, self.freedom)
        allowed = int(level * (1 + len(self.largest))) - 1
        drawn = self.largest[len(self.largest) - allowed]
        return np.maximum(
            stats.t.isf(level / 2, self.freedom), _student(drawn, self.freedom)
        )


def pairs_of(
    difference: np.ndarray,
    error: np.ndarray,
    freedom: np.ndarray,
    largest: np.ndarray | None = None,
) -> Pairs:
    """Test the differences of all pairs; the arguments are as in `Pairs`."""
    t = np.abs(difference) / error
    p = 2 * stats.t.sf(t, freedom)
    nothing = np.full_like(p, np.nan)
    plain = Pairs(difference, error, freedom, p, nothing, nothing, nothing, largest)
    half = plain.critical(LEVEL) * error
    return replace(
        plain,
        p_adjusted=plain.adjusted(t, p),
        low=np.maximum(difference - half, -1),
        high=np.minimum(difference + half, 1),
    )


def compare_pairs(of: Scatter) -> Pairs:
    """Test all pairs: t tests with Satterthwaite's degrees of freedom, and min-p.

    A pair alone has Welch's t test (1947, Biometrika 34, 28) with the images as a third
    part of the variance. For more than two models, the smallest of all p values is
    compared with its distribution, in the spirit of Westfall and Young (1993,
    Resampling-Based Multiple Testing): drawn with the models' correlation over the
    common test images, and with variances over seeds that are as uncertain as few
    trainings make them, or the same for all models, whichever asks for more. By p
    values, and not by t, a model whose few trainings differ
    wildly does not widen the intervals of the others.
    """
    first, second = pair_indices(len(of.mean))
    difference = of.mean[first] - of.mean[second]
    seeds = seed_variance(of)
    variance = pair_variance(of)
    shown = np.maximum(seeds, of.between)
    freedom = freedom_of(
        variance,
        _image_variance(of),
        of.groups,
        *((shown[own], of.freedom[own]) for own in (first, second)),
    )
    largest = None
    if len(of.mean) > 2:
        worlds = _largest(of, alike=False), _largest(of, alike=True)
        largest = np.maximum(*map(np.sort, worlds))
    return pairs_of(difference, np.sqrt(variance), freedom, largest)


def pair_indices(models: int) -> np.ndarray:
    """Return (2, pairs): the first and the second model of every pair."""
    return np.array([*combinations(range(models), 2)], dtype=int).reshape(-1, 2).T


def pair_variance(of: Scatter) -> np.ndarray:
    """Return the variance of the difference of every pair, (pairs,)."""
    first, second = pair_indices(len(of.mean))
    seeds = seed_variance(of)
    return _image_variance(of) + seeds[first] + seeds[second]


def draws(of: Scatter) -> np.ndarray:
    """Draw other test images and seeds: changes of the means, (DRAWS, k)."""
    random = np.random.default_rng(SEED)
    shape = DRAWS, len(of.mean)
    seeds = random.standard_normal(shape) * np.sqrt(seed_variance(of))
    return random.standard_normal(shape) @ _root(of).T + seeds


def _image_variance(of: Scatter) -> np.ndarray:
    first, second = pair_indices(len(of.mean))
    single = np.diag(of.images)
    apart = single[first] + single[second] - 2 * of.images[first, second]
    return np.maximum(apart, 0) + 2 * (of.size / of.count) ** 2


def _root(of: Scatter) -> np.ndarray:
    """Return a matrix whose product with its transpose is the covariance."""
    values, vectors = np.linalg.eigh(of.images)
    # Without those that are rounding, rows of the same answers move alike.
    values = np.where(values > 1e-12 * values.max(), values, 0)
    return vectors * np.sqrt(values)


def _deviate(t: np.ndarray, freedom: np.ndarray) -> np.ndarray:
    """Return the normal deviate of nearly the same p value as Student's t.

    Wallace 1959, Annals of Mathematical Statistics 30, 1121.
    """
    scale = (8 * freedom + 1) / (8 * freedom + 3)
    return np.sign(t) * scale * np.sqrt(freedom * np.log1p(t**2 / freedom))


def _student(deviate: float, freedom: np.ndarray) -> np.ndarray:
    """Return the t of which `deviate` is the normal deviate."""
    scaled = deviate * (8 * freedom + 3) / (8 * freedom + 1)
    return np.sqrt(freedom * np.expm1(scaled**2 / freedom))


def _largest(of: Scatter, *, alike: bool) -> np.ndarray:
    """Draw `Pairs.largest`, in no order.

    Either all models are `alike` in their variance over seeds, or each has one of its
    own, about which few trainings leave doubt.
    """
    random = np.random.default_rng(SEED)
    first, second = pair_indices(len(of.mean))
    images, root = _image_variance(of), _root(of)
    seeds = usual_variance(of) if alike else seed_variance(of)
    freedom = np.where(of.repeated, of.freedom, 1)
    found = []
    for start in range(0, DRAWS, step := max(1, CHUNK // len(first))):
        shape = min(step, DRAWS - start), len(of.mean)
        doubt = 1 if alike else freedom / random.chisquare(freedom, shape)
        true = np.maximum((seeds + of.chance) * doubt - of.chance, 0)
        true = np.broadcast_to(np.where(of.repeated, true, 0), shape)
        means = random.standard_normal(shape) @ root.T
        means += random.standard_normal(shape) * np.sqrt(true)
        observed = (true + of.chance) * random.chisquare(freedom, shape) / freedom
        raised = seed_variance(of, observed - of.chance)
        shown = np.maximum(raised, np.where(of.repeated, observed, 0))
        variance = images + raised[:, first] + raised[:, second]
        own = freedom_of(
            variance,
            images,
            of.groups,
            *((shown[:, side], of.freedom[side]) for side in (first, second)),
        )
        t = np.abs(means[:, first] - means[:, second]) / np.sqrt(variance)
        found.append(_deviate(t, own).max(axis=1))
    return np.concatenate(found)
