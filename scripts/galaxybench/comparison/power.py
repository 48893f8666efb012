"""How many test images, or seeds, would show a difference of the size that was seen."""

from math import ceil

from scipy import stats

from galaxybench.comparison.crossed import Pairs
from galaxybench.comparison.scatter import LEVEL, Scatter, seed_variance

POWER = 0.8
"""The chance to find the difference, if it is what was observed."""


def needed(
    of: Scatter, tested: Pairs, pair: int, models: tuple[int, int]
) -> tuple[int | None, int | None]:
    """Return the numbers of test images and of seeds, each with the other unchanged.

    In the normal approximation, at the variances that were observed, and with the level
    divided by the number of pairs that are tested together. None where no number would
    do, because the other part of the variance alone is too large, where both models are
    equally good, and for seeds where no model has several.
    """
    difference = abs(float(tested.difference[pair]))
    if difference < 1e-12:
        return None, None
    z = stats.norm.isf(LEVEL / len(tested.p) / 2) + stats.norm.isf(1 - POWER)
    allowed = (difference / z) ** 2
    own = seed_variance(of)[[*models]]
    seeds = float(own.sum())
    images = float(tested.error[pair]) ** 2 - seeds
    more_images = more_seeds = None
    if allowed > seeds:
        more_images = ceil(of.count * images / (allowed - seeds))
    if allowed > images and seeds > 0:
        trainings = float((own * of.trainings[[*models]]).sum())
        more_seeds = ceil(trainings / (allowed - images))
    return more_images, more_seeds
