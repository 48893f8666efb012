"""The corrected resampled t test over the folds of a cross-validation."""

from math import sqrt

import numpy as np
import pytest
from scipy import stats
from sklearn.datasets import make_moons
from sklearn.model_selection import RepeatedStratifiedKFold, cross_val_score
from sklearn.svm import SVC

from galaxybench.comparison.folds import compare_pairs
from galaxybench.comparison.scatter import LEVEL, scatter

SIZES = [(800, 200)] * 5


def scattered(models: int, images: int = 10**6):
    """Models that are alike on all images: next to no scatter over images."""
    right = np.arange(images) < 0.8 * images
    return scatter([[right[None]]] * models, [np.arange(images)])


def test_corrected_t_by_hand():
    """Five folds, a fifth to test: t = mean / sqrt((1/5 + 1/4) variance)."""
    apart = np.array([0.02, 0.01, 0.03, 0.00, 0.02])
    found = compare_pairs(np.stack([0.8 + apart, np.full(5, 0.8)]), SIZES, scattered(2))
    error = sqrt((1 / 5 + 1 / 4) * np.var(apart, ddof=1))
    assert found.p[0] == pytest.approx(2 * stats.t.sf(0.016 / error, 4))
    half = stats.t.isf(0.025, 4) * error
    assert (found.low[0], found.high[0]) == pytest.approx((0.016 - half, 0.016 + half))


def test_the_published_example_of_scikit_learn():
    """t = 0.750 and p = 0.227, one-sided.

    https://scikit-learn.org/stable/auto_examples/model_selection/plot_grid_search_stats.html
    """
    images, labels = make_moons(noise=0.352, random_state=1, n_samples=100)
    cv = RepeatedStratifiedKFold(n_splits=10, n_repeats=10, random_state=0)
    areas = np.stack(
        [
            cross_val_score(
                SVC(kernel=kernel, random_state=0), images, labels, cv=cv,
                scoring="roc_auc",
            )
            for kernel in ("rbf", "linear")
        ]
    )  # fmt: skip
    found = compare_pairs(areas, [(90, 10)] * 100, scattered(2))
    assert found.difference[0] / found.error[0] == pytest.approx(0.750, abs=5e-4)
    assert found.p[0] / 2 == pytest.approx(0.227, abs=5e-4)


def test_folds_that_agree_by_chance_leave_the_scatter_over_images():
    right = [np.arange(200) < 160, np.arange(200) < 150]
    of = scatter([[own[None]] * 5 for own in right], [np.arange(200)] * 5)
    found = compare_pairs(np.array([[0.8] * 5, [0.75] * 5]), SIZES, of)
    assert found.low[0] < 0.05 < found.high[0]
    assert found.error[0] > 0.006


def test_the_pairs_of_several_models_are_adjusted_together():
    accuracies = np.array([[0.9, 0.91, 0.89], [0.8, 0.82, 0.81], [0.5, 0.51, 0.52]])
    found = compare_pairs(accuracies, [(200, 100)] * 3, scattered(3))
    np.testing.assert_allclose(found.p_adjusted, np.minimum(1, 3 * found.p))
    outside = (found.low > 0) | (found.high < 0)
    assert ((found.p_adjusted < LEVEL) == outside).all()


def test_the_corrected_t_does_not_cry_wolf():
    """Where the correlation of folds is the one that it assumes."""
    random, of, wrong = np.random.default_rng(0), scattered(2), 0
    for _ in range(2000):
        shared = random.normal(0, sqrt(0.2))  # rho = test / (test + train)
        apart = 1e-2 * (shared + random.normal(0, sqrt(0.8), 5))
        accuracies = np.stack([0.8 + apart, np.full(5, 0.8)])
        wrong += compare_pairs(accuracies, SIZES, of).p[0] < LEVEL
    assert wrong / 2000 == pytest.approx(0.05, abs=0.015)
