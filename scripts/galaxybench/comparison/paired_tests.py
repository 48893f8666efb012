"""Two models on the same test images: how far apart, and could that be chance?

All work on d, (n,) for one pair or (n, pairs) for many: for every test image the share
of a model's runs that got it right, minus that of the other model's.
"""

from math import sqrt

import numpy as np
from scipy import signal, stats

DRAWS = 2_000
SMALLEST = 1e-12
"""What a p value from a fast Fourier transform is good for."""
DIGITS = 12
"""Behind these, thirds that should cancel do not."""
POWER = 0.8
LEVEL = 0.05
DIRECT = 10**8
CHUNK = 250


def randomization_p(d: np.ndarray, runs: int) -> float:
    """Two-sided p value of the exact paired randomization test (Fisher, Pitman).

    Under the null hypothesis the names of the two models could be swapped on every
    image by itself: each d keeps its size and takes either sign. With one run a model
    d is -1, 0 or 1, and this is McNemar's exact test (Psychometrika 12, 1947, 153).

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
    # The sum is 2 X - most, where X adds `size` for every sign that is positive.
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
    d: np.ndarray, groups: np.ndarray, seed: int = 0, draws: int = DRAWS
) -> tuple[np.ndarray, np.ndarray]:
    """95 % percentile intervals of mean differences, test images resampled.

    Args:
        d: (n, pairs) differences; the same images are drawn for all pairs.
        groups: (n,) images of one group are drawn together; each its own if all differ.
        seed: of the draws.
        draws: number of resamples.

    Returns:
        (pairs,) lower and (pairs,) upper ends.
    """
    _, member = np.unique(groups, return_inverse=True)
    count = int(member.max()) + 1
    sums = np.zeros((count, d.shape[1]))
    np.add.at(sums, member, d)
    images = np.bincount(member, minlength=count)
    rng = np.random.default_rng(seed)
    means = []
    for start in range(0, draws, CHUNK):
        rows = min(CHUNK, draws - start)
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

    Nadeau, Bengio 2003, Machine Learning 52, 239: training parts that overlap make
    folds alike, which widens the variance by test / train.

    Args:
        differences: (k,) of accuracies, one a fold and seed.
        train: number of training images of a fold.
        test: number of test images of a fold.
    """
    k, variance = len(differences), float(np.var(differences, ddof=1))
    mean = round(float(np.mean(differences)), DIGITS)
    if variance == 0:
        return 1.0 if mean == 0 else 0.0
    t = mean / sqrt((1 / k + test / train) * variance)
    return float(2 * stats.t.sf(abs(t), k - 1))


def images_needed(d: np.ndarray, pairs: int = 1) -> int | None:
    """Test images with which a difference as large as this one would show.

    For a paired test at the 5 % level with a power of 0.8, in the normal approximation
    (Connor 1987, Biometrics 43, 207, to first order).

    Args:
        d: (n,) differences.
        pairs: how many are tested together. The level is divided by it: so many images
            are enough whatever the other pairs show.

    Returns:
        The number of images; None if the two are exactly as good.
    """
    mean = round(float(np.mean(d)), DIGITS)
    if mean == 0:
        return None
    z = stats.norm.isf(LEVEL / pairs / 2) + stats.norm.isf(1 - POWER)
    return int(np.ceil(float(np.var(d)) * (z / mean) ** 2))
