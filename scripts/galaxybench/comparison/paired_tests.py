"""Two models on the same test images: their difference, and whether it is chance.

All functions take d, (n,) for one pair or (n, pairs) for many: per test image, the
share of one model's runs that got it right minus the share of the other model's runs.
"""

from math import sqrt

import numpy as np
from scipy import signal, stats

DRAWS = 2_000
SEED = 0
SMALLEST = 1e-12
"""The accuracy of a p value computed by fast Fourier transform."""
DIGITS = 12
"""Decimals that are kept: beyond them, thirds that should cancel do not."""
POWER = 0.8
"""Power for which the number of test images is computed."""
LEVEL = 0.05
"""Significance level of all tests."""
DIRECT = 10**8
"""Products up to which a convolution is computed directly, and exactly."""
CHUNK = 250
"""Resamples computed at once, to bound the memory."""


def randomization_p(d: np.ndarray, runs: int) -> float:
    """Two-sided p value of the exact paired randomization test (Fisher, Pitman).

    Under the null hypothesis the two models can be swapped on every image separately:
    each d keeps its size and takes either sign. With one run per model, d is -1, 0 or
    1, and this is McNemar's exact test (Psychometrika 12, 1947, 153).

    Args:
        d: (n,) differences, multiples of 1 / runs.
        runs: a common multiple of the numbers of runs of the two models.

    Raises:
        ValueError: if d has other values.
    """
    steps = d * runs
    whole = np.rint(steps).astype(int)
    if not np.allclose(steps, whole, atol=1e-6):
        raise ValueError(f"differences of {runs} runs are no multiples of 1 / {runs}")
    sizes, counts = np.unique(np.abs(whole[whole != 0]), return_counts=True)
    if not len(sizes):
        return 1.0
    reached, most = abs(int(whole.sum())), int(sizes @ counts)
    # The sum is 2 X - most, where X is the sum of the sizes with a positive sign.
    distribution = np.ones(1)
    for size, count in zip(sizes, counts, strict=True):
        chances = np.zeros(size * count + 1)
        chances[::size] = stats.binom.pmf(np.arange(count + 1), count, 0.5)
        direct = len(distribution) * len(chances) <= DIRECT
        method = "direct" if direct else "fft"
        distribution = signal.convolve(distribution, chances, method=method)
    sums = 2 * np.arange(most + 1) - most
    p = float(distribution[np.abs(sums) >= reached].sum())
    return min(1.0, max(p, 0.0 if len(sizes) == 1 else SMALLEST))


def bootstrap_intervals(
    d: np.ndarray, groups: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """95 % percentile bootstrap intervals of mean differences over test images.

    From d, (n, pairs), it returns lower and upper ends, (pairs,). The same images are
    drawn for all pairs; those of one group, (n,), are drawn together.
    """
    _, member = np.unique(groups, return_inverse=True)
    count = int(member.max()) + 1
    sums = np.zeros((count, d.shape[1]))
    np.add.at(sums, member, d)
    images = np.bincount(member, minlength=count)
    rng = np.random.default_rng(SEED)
    means = []
    for start in range(0, DRAWS, CHUNK):
        rows = min(CHUNK, DRAWS - start)
        drawn = rng.integers(0, count, (rows, count))
        drawn += count * np.arange(rows)[:, None]
        weights = np.bincount(drawn.ravel(), minlength=rows * count)
        weights = weights.reshape(rows, count).astype(float)
        means.append(weights @ sums / (weights @ images)[:, None])
    ends = np.percentile(np.concatenate(means), [2.5, 97.5], axis=0)
    low, high = ends.round(DIGITS)
    return low, high


def corrected_t_p(differences: np.ndarray, train: int, test: int) -> float:
    """Two-sided p value of the corrected resampled t test.

    Nadeau, Bengio 2003, Machine Learning 52, 239: folds share training images and are
    therefore correlated, which adds test / train to the factor of the variance.

    The differences of accuracies, (k,), are one per fold and seed; train and test are
    the numbers of images per fold.
    """
    k, variance = len(differences), float(np.var(differences, ddof=1))
    mean = round(float(np.mean(differences)), DIGITS)
    if variance == 0:
        return 1.0 if mean == 0 else 0.0
    t = mean / sqrt((1 / k + test / train) * variance)
    return float(2 * stats.t.sf(abs(t), k - 1))


def images_needed(d: np.ndarray, pairs: int = 1) -> int | None:
    """Compute how many test images would make a difference of this size significant.

    For a paired test at the 5 % level with a power of 0.8, in the normal approximation
    (Connor 1987, Biometrics 43, 207, to first order).

    None if both models are equally good. The level is divided by the number of pairs
    tested together, so that the images are enough whatever the other pairs show.
    """
    mean = round(float(np.mean(d)), DIGITS)
    if mean == 0:
        return None
    z = stats.norm.isf(LEVEL / pairs / 2) + stats.norm.isf(1 - POWER)
    return int(np.ceil(float(np.var(d)) * (z / mean) ** 2))
