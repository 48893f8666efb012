"""Models over the folds of a cross-validation: the corrected resampled t test.

Nadeau, Bengio 2003, Machine Learning 52, 239. Folds share training images, so their
differences are correlated, which adds test / train to the factor of the variance. That
is right if the correlation is test / (test + train), which nobody can know from one
data set (Bengio, Grandvalet 2004, Journal of Machine Learning Research 5, 1089): where
models react more strongly to the choice of training images, the test finds differences
that other data of the same kind would not show.
"""

from collections.abc import Sequence

import numpy as np

from galaxybench.comparison.crossed import Pairs, pair_indices, pair_variance, pairs_of
from galaxybench.comparison.scatter import Scatter


def compare_pairs(
    accuracies: np.ndarray, sizes: Sequence[tuple[int, int]], of: Scatter
) -> Pairs:
    """Test all pairs of k models over f folds, adjusted after Bonferroni.

    The seeds of a fold share its training and test images, so their mean counts once.
    The variance is at least that over all test images and seeds.

    Args:
        accuracies: (k, f), the means over the seeds of each fold.
        sizes: per fold, the numbers of training and of test images.
        of: the scatter of the models over all test images.
    """
    first, second = pair_indices(len(accuracies))
    apart = accuracies[first] - accuracies[second]
    count = apart.shape[1]
    train, test = np.mean(sizes, axis=0)
    corrected = (1 / count + test / train) * apart.var(axis=1, ddof=1)
    error = np.sqrt(np.maximum(corrected, pair_variance(of)))
    freedom = np.full(len(apart), count - 1)
    return pairs_of(apart.mean(axis=1), error, freedom)
