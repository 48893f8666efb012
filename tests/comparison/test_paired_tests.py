from itertools import product
from math import comb, sqrt

import numpy as np
import pytest
from scipy import stats

from galaxybench.comparison import paired_tests
from galaxybench.comparison.paired_tests import (
    bootstrap_intervals,
    corrected_t_p,
    images_needed,
    randomization_p,
)

# Darwin's maize, in eighths of an inch: Fisher 1935, The Design of Experiments,
# section 21, where 1,726 of the 32,768 signs give a sum as far from 0 as 314.
MAIZE = np.array([49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48])


def answers(only_a: int, only_b: int, both: int = 0) -> np.ndarray:
    return np.repeat([1.0, -1.0, 0.0], [only_a, only_b, both])


def test_darwins_maize_of_fisher_1935():
    assert randomization_p(MAIZE.astype(float), 1) == pytest.approx(1726 / 32768)


@pytest.mark.parametrize(("only_a", "only_b"), [(18, 166), (5, 5), (0, 9), (7, 4)])
def test_with_one_run_it_is_mcnemars_exact_test(only_a, only_b):
    n, least = only_a + only_b, min(only_a, only_b)
    expected = min(1, 2 * sum(comb(n, k) for k in range(least + 1)) / 2**n)
    assert randomization_p(answers(only_a, only_b, 50), 1) == pytest.approx(expected)


def test_with_several_runs_it_counts_all_signs():
    d = np.array([2, -1, 3, 0, 1, 1, -3, 2, 1]) / 3
    sums = [np.dot(signs, np.abs(d)) for signs in product((1, -1), repeat=len(d))]
    expected = np.mean(np.abs(sums) >= abs(d.sum()) - 1e-9)
    assert randomization_p(d, 3) == pytest.approx(expected)


def test_models_that_never_differ_are_alike():
    assert randomization_p(np.zeros(10), 1) == 1
    assert images_needed(np.zeros(10)) is None


def test_thirds_that_cancel_are_no_difference():
    a, b = np.array([1 / 3, 2 / 3, 1.0, 0.0]), np.array([2 / 3, 1 / 3, 1 / 3, 2 / 3])
    d = np.repeat(a - b, 7)
    assert d.mean() != 0  # but a rounding error
    assert images_needed(d) is None


def test_a_long_convolution_agrees_with_the_normal_law():
    rng = np.random.default_rng(0)
    d = rng.integers(-3, 4, 9000) / 3
    z = d.sum() / sqrt((d**2).sum())
    assert randomization_p(d, 3) == pytest.approx(2 * stats.norm.sf(abs(z)), rel=0.02)


def test_differences_of_another_number_of_runs_are_refused():
    with pytest.raises(ValueError, match="no multiples of 1 / 2"):
        randomization_p(np.array([1 / 3, 0.0]), 2)


def test_bootstrap_interval_is_that_of_the_binomial_law(monkeypatch):
    monkeypatch.setattr(paired_tests, "DRAWS", 4000)
    d = np.stack([answers(300, 200, 500), answers(100, 100, 800)], axis=1)
    low, high = bootstrap_intervals(d, np.arange(1000))
    for column, mean in enumerate((0.1, 0.0)):
        half = 1.96 * d[:, column].std() / sqrt(1000)
        assert low[column] == pytest.approx(mean - half, abs=0.08 * half)
        assert high[column] == pytest.approx(mean + half, abs=0.08 * half)


def test_images_of_a_group_are_drawn_together():
    """Every image four times: as many independent images as groups."""
    once = answers(60, 40, 150)
    d = np.repeat(once, 4)[:, None]
    narrow = bootstrap_intervals(d, np.arange(1000))
    wide = bootstrap_intervals(d, np.repeat(np.arange(250), 4))
    ratio = (wide[1] - wide[0]) / (narrow[1] - narrow[0])
    assert ratio == pytest.approx(2, rel=0.1)


def test_corrected_t_by_hand():
    """Five folds, a fifth to test: t = mean / sqrt((1/5 + 1/4) variance)."""
    differences = np.array([0.02, 0.01, 0.03, 0.00, 0.02])
    t = 0.016 / sqrt((1 / 5 + 1 / 4) * np.var(differences, ddof=1))
    expected = 2 * stats.t.sf(t, 4)
    assert corrected_t_p(differences, 800, 200) == pytest.approx(expected)
    assert corrected_t_p(np.zeros(5), 800, 200) == 1
    assert corrected_t_p(np.full(5, 0.01), 800, 200) == 0


def test_the_corrected_t_does_not_cry_wolf():
    """Differences of folds that are correlated by their common training images."""
    rng, wrong = np.random.default_rng(0), 0
    for _ in range(2000):
        shared = rng.normal(0, sqrt(0.2))  # rho = test / (test + train)
        differences = shared + rng.normal(0, sqrt(0.8), 10)
        wrong += corrected_t_p(differences, 800, 200) < 0.05
    assert wrong / 2000 == pytest.approx(0.05, abs=0.015)


def test_so_many_images_have_the_stated_power():
    d = answers(60, 40, 900)
    needed = images_needed(d)
    assert needed == pytest.approx((1.96 + 0.8416) ** 2 * 0.0996 / 0.02**2, rel=0.01)
    # Of ten pairs tested together, each at 0.5 %: its quantile is 2.807.
    ten = (2.807 + 0.8416) ** 2 * 0.0996 / 0.02**2
    assert images_needed(d, pairs=10) == pytest.approx(ten, rel=0.01)
    rng, found = np.random.default_rng(0), 0
    for _ in range(400):
        a, b, _ = rng.multinomial(needed, [0.06, 0.04, 0.9])
        found += randomization_p(answers(a, b), 1) < 0.05
    assert found / 400 == pytest.approx(0.8, abs=0.06)
