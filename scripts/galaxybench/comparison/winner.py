"""The accuracy of the model that was chosen because it came first.

The best of several models was also lucky, more often than not: on the test images that
chose it, its accuracy is too high on average, and its own interval holds the truth too
rarely. Andrews, Kitagawa, McCloskey 2024, Quarterly Journal of Economics 139, 305: if
this model won, and given what the other means say beyond their correlation with
its own, its mean has a truncated distribution. Their hybrid interval conditions on
that, within the simultaneous intervals of all models, so that it stays bounded where
the race was close. The estimate is median unbiased: as often too high as too low.

As in `mean_intervals`, the scatter at an accuracy is that of a binomial of that
accuracy (Wilson 1927), and the interval is wider by as much as Student's t is than the
normal distribution. Its degrees of freedom are those of all models' scatter over seeds:
the winner is often the one whose own scatter looks large.
"""

from dataclasses import dataclass

import numpy as np
from scipy import special, stats
from scipy.optimize import brentq

from galaxybench.comparison.crossed import draws
from galaxybench.comparison.scatter import (
    LEVEL,
    Scatter,
    effective_images,
    freedom_of,
    seed_variance,
)
from galaxybench.evaluation.intervals import wilson

SIMULTANEOUS = LEVEL / 10
"""The part of the level that the simultaneous intervals use, as the authors advise."""

PLACES = 8
"""Decimals of the result: beyond them, the search does not reach 0 and 1."""


@dataclass(frozen=True)
class Corrected:
    """The accuracy of the model with the highest mean, corrected for its selection.

    Attributes:
        accuracy: the median-unbiased estimate.
        low, high: its 95 % interval.
    """

    accuracy: float
    low: float
    high: float


def corrected(of: Scatter) -> Corrected:
    """Correct the accuracy of the first of the models with the highest mean."""
    winner = int(of.mean.argmax())
    observed = float(of.mean[winner])
    images = float(effective_images(of)[0][winner])
    won_from, won_to = _limits(of, winner)
    widest = _widest(of)

    def share(accuracy: float) -> float:
        """How often a model of this accuracy that won would have a lower mean."""
        sd = np.sqrt(accuracy * (1 - accuracy) / images)
        ends = np.clip((np.array([won_from, won_to]) - accuracy) / sd, -widest, widest)
        start, end = special.ndtr(-ends)
        here = special.ndtr((accuracy - observed) / sd)
        return float((start - here) / (start - end)) if start > end else 1.0

    low, high = np.clip(wilson(observed * images, images, widest), 1e-9, 1 - 1e-9)
    tail = (LEVEL - SIMULTANEOUS) / (1 - SIMULTANEOUS) / 2

    def where(level: float) -> float:
        if share(high) >= level:  # all images are right
            return float(high)
        if share(low) <= level:  # none is
            return float(low)
        return brentq(lambda accuracy: share(accuracy) - level, low, high)

    estimate, wider = where(0.5), _students(of, winner)
    ends = [estimate + wider * (where(end) - estimate) for end in (1 - tail, tail)]
    found = np.clip([estimate, *ends], 0, 1).round(PLACES)
    return Corrected(*map(float, found))


def _students(of: Scatter, winner: int) -> float:
    """Return how much wider Student's interval is than the normal one."""
    images, seeds = of.images[winner, winner], seed_variance(of)[winner]
    if images + seeds == 0:  # of none right, or all
        return _wider(of.groups - 1)
    shown = np.maximum(seeds, of.between[winner]), of.freedom.sum()
    freedom = freedom_of(images + seeds, images, of.groups, shown)
    return _wider(freedom)


def _wider(freedom: float) -> float:
    return float(stats.t.isf(LEVEL / 2, freedom) / stats.norm.isf(LEVEL / 2))


def _limits(of: Scatter, winner: int) -> tuple[float, float]:
    """Return between which means it wins, at what the others show beside its own."""
    covariance = of.images[winner].copy()
    covariance[winner] += seed_variance(of)[winner]
    variance = covariance[winner]
    share = covariance / variance if variance > 0 else np.zeros_like(covariance)
    # Means are discrete: a tie is half a right answer from a victory.
    tie = 0.5 / (of.count * of.trainings.max())
    rest = of.mean - share * of.mean[winner] - tie
    others = np.arange(len(of.mean)) != winner
    below, above = others & (share < 1), others & (share > 1)
    ends = [rest[own] / (1 - share[own]) for own in (below, above)]
    return float(ends[0].max(initial=-np.inf)), float(ends[1].min(initial=np.inf))


def _widest(of: Scatter) -> float:
    """Return the critical value of the simultaneous intervals of all means."""
    scale = np.sqrt(np.diag(of.images) + seed_variance(of))
    moved = scale > 0
    if not moved.any():
        return float(stats.norm.isf(SIMULTANEOUS / 2))
    largest = np.abs(draws(of)[:, moved] / scale[moved]).max(axis=1)
    return float(np.quantile(largest, 1 - SIMULTANEOUS))
