"""The loss of numbers of votes, against scipy."""

import keras
import numpy as np
import pytest
from keras import ops
from scipy.special import gammaln, psi
from scipy.stats import dirichlet_multinomial

from galaxybench.machine import backends
from galaxybench.training.dirichlet_multinomial import (
    DirichletMultinomial,
    log_rising,
)

RNG = np.random.default_rng(0)


def losses(votes: np.ndarray, concentrations: np.ndarray) -> np.ndarray:
    loss = DirichletMultinomial(reduction=None)
    return np.asarray(loss(votes, concentrations.astype(np.float32)))


@pytest.mark.parametrize("most", [1, 5, 40, 400])
@pytest.mark.parametrize("classes", [2, 3, 10])
def test_it_is_the_likelihood_of_scipy(most: int, classes: int) -> None:
    votes = RNG.integers(0, most + 1, (500, classes))
    votes[:, 0] += votes.sum(axis=1) == 0
    alpha = RNG.uniform(1, 101, votes.shape).astype(np.float32)
    expected = -dirichlet_multinomial.logpmf(
        votes, alpha.astype(float), votes.sum(axis=1)
    )
    np.testing.assert_allclose(losses(votes, alpha), expected, rtol=2e-4, atol=2e-4)


def test_as_computed_by_hand() -> None:
    """Of all equally likely fractions, each of the n + 1 outcomes is as likely."""
    votes = np.array([[0, 4], [4, 0], [1, 3], [2, 2]])
    np.testing.assert_allclose(losses(votes, np.ones((4, 2))), np.log(5), rtol=1e-5)
    assert losses(np.array([[1, 0]]), np.array([[3, 1]]))[0] == pytest.approx(
        np.log(4 / 3), rel=1e-5
    )


@pytest.mark.parametrize("votes", [[[0, 0, 1]], [[3, 0, 900]], [[40, 40, 40]]])
@pytest.mark.parametrize("alpha", [[[1, 1, 1]], [[101, 1, 1]], [[101, 101, 101]]])
def test_gradients_are_finite_and_those_of_psi(votes: list, alpha: list) -> None:
    n, a = np.array(votes, float), np.array(alpha, float)
    loss = DirichletMultinomial(reduction="sum")
    found = backends.gradient(
        lambda x: loss(n.astype(np.float32), x), ops.convert_to_tensor(a, "float32")
    )
    total = psi(a.sum() + n.sum()) - psi(a.sum())
    expected = total - (psi(a + n) - psi(a))
    np.testing.assert_allclose(np.asarray(found), expected, rtol=1e-3, atol=1e-4)


def test_votes_that_are_not_whole_have_a_loss_between() -> None:
    alpha = np.array([[2.0, 5.0]])
    one, between, two = (losses(np.array([[n, 3.0]]), alpha)[0] for n in (1, 1.5, 2))
    assert min(one, two) < between < max(one, two)


def test_a_rising_factorial_is_a_difference_of_log_gammas() -> None:
    start, steps = RNG.uniform(1, 1000, 300), RNG.uniform(0, 500, 300)
    found = log_rising(*(ops.convert_to_tensor(x, "float32") for x in (start, steps)))
    expected = gammaln(start + steps) - gammaln(start)
    np.testing.assert_allclose(np.asarray(found), expected, rtol=1e-5, atol=1e-4)


def test_weights_of_images_multiply_their_losses() -> None:
    votes, alpha = np.array([[3, 1], [0, 7]]), np.array([[2.0, 3.0], [1.0, 9.0]])
    each = losses(votes, alpha)
    mean = DirichletMultinomial()(
        votes, alpha.astype(np.float32), sample_weight=np.array([2.0, 0.5], np.float32)
    )
    assert isinstance(DirichletMultinomial(), keras.losses.Loss)
    assert float(mean) == pytest.approx((2 * each[0] + 0.5 * each[1]) / 2, rel=1e-5)
