"""How many test images, or seeds, would show a difference of the size that was seen."""

from math import ceil

from scipy import stats

from galaxybench.comparison.crossed import Pairs
from galaxybench.comparison.scatter import LEVEL, Scatter, seed_variance

TYPICAL_SPREAD = 0.006
"""Standard deviation of the accuracy over seeds that is assumed where there is one seed
per model. docs/results.md has 0.4 to 1.9 points."""
POWER = 0.8
"""The chance to find the difference, if it is what was observed."""


def needed(
    of: Scatter, tested: Pairs, pair: int, models: tuple[int, int]
) -> tuple[int | None, int | None]:
    """Return the numbers of test images and of seeds, each with the other unchanged.

    In the normal approximation, at the variances that were observed, and with the level
    divided by the number of pairs that are tested together. None where no number would
    do, because the other part of the variance alone is too large, and where both models
    are equally good. For single trainings, the seeds are those that two architectures
    need whose accuracies scatter by TYPICAL_SPREAD.
    """
    difference = abs(float(tested.difference[pair]))
    if difference < 1e-12 or of.size >= of.count:  # tied, or all in one group
        return None, None
    z = stats.norm.isf(LEVEL / len(tested.p) / 2) + stats.norm.isf(1 - POWER)
    allowed = (difference / z) ** 2
    own = seed_variance(of)[[*models]] * of.trainings[[*models]]  # of one training
    seeds = float((own / of.trainings[[*models]]).sum())
    images = float(tested.error[pair]) ** 2 - seeds
    more_images = more_seeds = None
    if allowed > seeds:
        more_images = ceil(of.count * images / (allowed - seeds))
    single = float(own.sum()) if own.any() else 2 * TYPICAL_SPREAD**2
    if allowed > images:
        more_seeds = max(2, ceil(single / (allowed - images)))
    return more_images, more_seeds
