"""Many t tests together."""

import numpy as np
import pytest
from scipy import stats

from galaxybench.comparison.scatter import LEVEL
from galaxybench.comparison.simultaneous import judge


def equal(count, correlation=0.0):
    return np.full((count, count), correlation) + (1 - correlation) * np.eye(count)


def test_one_test_is_the_t_test():
    found = judge(np.array([2.5]), np.ones(1), np.array([7.0]), np.eye(1))
    assert (
        found.p_adjusted[0]
        == found.p[0]
        == pytest.approx(2 * stats.t.sf(2.5, 7), rel=1e-9)
    )
    half = stats.t.isf(LEVEL / 2, 7)
    assert found.high[0] - 2.5 == pytest.approx(half, abs=1e-3)


def test_independent_tests_have_sidaks_p_values_and_equal_ones_are_a_single_test():
    t, freedom = np.array([2.0, 2.4, 2.8]), np.full(3, 40.0)
    apart = judge(t, np.ones(3), freedom, np.eye(3))
    np.testing.assert_allclose(apart.p_adjusted, 1 - (1 - apart.p) ** 3, atol=0.008)
    same = judge(t, np.ones(3), freedom, equal(3, 1 - 1e-12))
    np.testing.assert_allclose(same.p_adjusted, same.p, atol=0.008)


def test_what_the_covariance_leaves_of_the_variance_is_independent():
    t, freedom = np.array([2.0, 2.4, 2.8]), np.full(3, 40.0)
    found = judge(t, np.ones(3), freedom, np.full((3, 3), 1e-9))
    np.testing.assert_allclose(found.p_adjusted, 1 - (1 - found.p) ** 3, atol=0.008)


def test_few_degrees_of_freedom_widen_their_own_interval_alone():
    freedom = np.array([3.0, 1000.0])
    found = judge(np.array([3.0, 3.0]), np.ones(2), freedom, np.eye(2))
    assert found.high[0] - 3 > 1.5 * (found.high[1] - 3)
    assert found.p_adjusted[1] < LEVEL < found.p_adjusted[0]


def test_verdict_and_interval_never_disagree():
    random = np.random.default_rng(0)
    for _ in range(30):
        count = int(random.integers(2, 30))
        difference = random.normal(0, 3, count)
        freedom = random.uniform(2, 60, count)
        found = judge(difference, np.ones(count), freedom, equal(count, 0.3))
        outside = (found.low > 0) | (found.high < 0)
        assert ((found.p_adjusted < LEVEL) == outside).all()
        assert (found.p_adjusted >= found.p).all()


def test_the_family_wise_level_holds():
    random, wrong = np.random.default_rng(1), 0
    root = np.linalg.cholesky(equal(8, 0.5))
    for _ in range(400):
        drawn = root @ random.standard_normal(8)
        found = judge(drawn, np.ones(8), np.full(8, 1e6), equal(8, 0.5))
        wrong += (found.p_adjusted < LEVEL).any()
    assert 0.02 < wrong / 400 < 0.08
