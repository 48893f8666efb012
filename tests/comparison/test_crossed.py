"""Tests of all pairs of models over images and seeds."""

import numpy as np
import pytest
from scipy import stats

from galaxybench.comparison.crossed import DRAWS, compare_pairs, draws
from galaxybench.comparison.scatter import LEVEL, scatter
from sandbox.planted_models import planted


def drawn(accuracy, **options):
    random = np.random.default_rng(options.pop("seed", 0))
    options = {"seeds": 1, "images": 500} | options
    return scatter(*planted(random, np.array(accuracy), **options))


def test_of_single_trainings_it_is_the_paired_t_test():
    """But for the two images that are added to the variance."""
    right, groups = planted(
        np.random.default_rng(0), np.array([0.85, 0.8]), seeds=1, images=20_000
    )
    found = compare_pairs(scatter(right, groups))
    expected = stats.ttest_rel(*(model[0][0].astype(float) for model in right))
    assert found.p[0] == pytest.approx(expected.pvalue, rel=0.01)
    interval = expected.confidence_interval()
    assert (found.low[0], found.high[0]) == pytest.approx(tuple(interval), abs=1e-5)


def test_the_added_images_are_those_of_bonett_and_price():
    """Their variance of a difference, (b + c + 2) / n² to first order."""
    right = np.array([[1] * 8 + [0] * 92, [0] * 8 + [1] * 3 + [0] * 89], bool)
    found = compare_pairs(scatter([[row[None]] for row in right], [np.arange(100)]))
    by_hand = (8 + 3 + 2 - 100 * 0.05**2) / 100**2
    assert found.error[0] ** 2 == pytest.approx(by_hand, rel=0.01)


def test_models_that_agree_on_every_image_have_an_interval():
    right = np.array([True] * 30 + [False] * 10)
    found = compare_pairs(scatter([[right[None]], [right[None]]], [np.arange(40)]))
    assert found.difference[0] == 0 and found.p[0] == 1
    assert found.low[0] < 0 < found.high[0]


def test_without_scatter_over_images_it_is_welchs_test():
    """Models that differ by seed alone: the same images, all right or all wrong."""
    shares = [(0.80, 0.84, 0.82), (0.90, 0.88, 0.91)]
    images = np.arange(100_000) / 100_000
    right = [[np.stack([images < share for share in own])] for own in shares]
    found = compare_pairs(scatter(right, [np.arange(100_000)]))
    expected = stats.ttest_ind(*shares, equal_var=False)
    assert found.p[0] == pytest.approx(expected.pvalue, rel=0.15)


@pytest.mark.parametrize("seeds", [1, 2, 3])
def test_verdict_and_interval_never_disagree(seeds):
    for seed in range(30):
        accuracy = [0.80, 0.81, 0.82, 0.84]
        found = compare_pairs(
            drawn(accuracy, seeds=seeds, spread=0.005, seed=seed, images=1000)
        )
        outside = (found.low > 0) | (found.high < 0)
        assert ((found.p_adjusted < LEVEL) == outside).all()
        assert (found.p_adjusted >= found.p).all()


def test_more_pairs_make_wider_intervals_but_not_those_of_bonferroni():
    few, many = (
        compare_pairs(drawn([0.8] * models, images=2000)) for models in (2, 10)
    )
    width = (many.high - many.low) / many.error / 2
    alone = (few.high - few.low) / few.error / 2
    assert alone[0] == pytest.approx(1.96, abs=0.01)
    bonferroni = stats.norm.isf(0.025 / 45)
    assert (width > 2.9).all() and (width < bonferroni).all()
    # Tukey's studentized range is exact for models of equal scatter.
    tukey = stats.studentized_range.ppf(0.95, 10, np.inf) / np.sqrt(2)
    assert width.max() == pytest.approx(tukey, rel=0.03)


def test_draws_have_the_variance_of_the_means():
    of = drawn([0.8, 0.85, 0.9], seeds=3, spread=0.01)
    found = draws(of)
    assert found.shape == (DRAWS, 3)
    single = drawn([0.8, 0.85, 0.9])
    np.testing.assert_allclose(np.cov(draws(single).T), single.images, rtol=0.1)


def test_the_same_answers_give_the_same_numbers():
    first, again = (compare_pairs(drawn([0.8, 0.82, 0.81], seeds=2)) for _ in "ab")
    assert first.p_adjusted.tolist() == again.p_adjusted.tolist()
