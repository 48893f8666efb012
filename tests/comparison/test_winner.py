"""The accuracy of the best model, corrected for having been chosen."""

import numpy as np
import pytest
from scipy.stats import binom

from galaxybench.comparison import crossed
from galaxybench.comparison.scatter import Scatter, mean_intervals, scatter
from galaxybench.comparison.winner import corrected
from sandbox.planted_models import planted

UNIT = 1e-4
"""So small a scatter that it is the same at all accuracies in reach."""


def normal(means, covariance):
    """Means of a normal model, in units of UNIT around an accuracy of 0.5."""
    nothing = np.zeros(len(means))
    return Scatter(
        mean=0.5 + UNIT * np.array(means),
        images=UNIT**2 * np.array(covariance, float),
        between=nothing,
        chance=nothing,
        trainings=nothing + 1,
        freedom=nothing,
        fine=nothing == 0,
        count=10**12,
        groups=10**9,
        size=1.0,
    )


@pytest.mark.parametrize(
    ("means", "covariance", "expected"),
    [
        ([3, 1, 0.5], np.eye(3), (2.9706, 0.6319, 4.9868)),
        (
            [2.0, 0.8, 0.1, 0.3],
            [
                [1, 0.7, 0.6, 0.5],
                [0.7, 1.1, 0.65, 0.6],
                [0.6, 0.65, 0.9, 0.5],
                [0.5, 0.6, 0.5, 1.2],
            ],
            (2.0, -0.0271, 3.9912),
        ),
        # A close race: its lower end is that of the simultaneous intervals.
        ([0.9, 0.7, 0.5, -0.2], 0.25 * np.eye(4), (0.1788, None, 1.7971)),
        (
            [1.0, 0.8, 0.1],
            [[1, 0.7, 0.6], [0.7, 1.1, 0.65], [0.6, 0.65, 0.9]],
            (0.3163, None, 2.9221),
        ),
    ],
)
def test_the_hybrid_of_the_package_multiple_inference(
    means, covariance, expected, monkeypatch
):
    """Version 1.2.0: RankCondition(means, covariance).fit(beta=0.005).

    Where its solver did not converge there is no value.
    """
    monkeypatch.setattr(crossed, "DRAWS", 200_000)
    found = corrected(normal(means, covariance))
    ends = (found.accuracy, found.low, found.high)
    for own, value in zip(ends, expected, strict=True):
        assert value is None or (own - 0.5) / UNIT == pytest.approx(value, abs=0.005)


def test_far_ahead_it_is_the_interval_of_the_mean():
    random = np.random.default_rng(0)
    of = scatter(*planted(random, np.array([0.9, 0.7]), seeds=1, images=2000))
    found = corrected(of)
    low, high = (ends[0] for ends in mean_intervals(of))
    assert found.accuracy == pytest.approx(of.mean[0], abs=2e-4)
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-4)


def test_a_close_race_lowers_the_accuracy():
    alone, close = (
        corrected(normal([2.0, second], np.eye(2))).accuracy for second in (-3, 1.9)
    )
    assert (alone - 0.5) / UNIT == pytest.approx(2, abs=0.01)
    assert close < alone


@pytest.mark.parametrize("right", [[100, 100], [100, 99], [0, 0], [99, 99], [1, 0]])
def test_ties_and_perfect_models_have_an_interval_within_0_and_1(right):
    answers = [np.arange(100)[None] < own for own in right]
    of = scatter([[own] for own in answers], [np.arange(100)])
    found = corrected(of)
    assert 0 <= found.low < found.high <= 1
    assert found.low <= found.accuracy <= found.high


@pytest.mark.parametrize("models", [2, 10])
@pytest.mark.parametrize(
    ("images", "seeds", "spread"),
    [(400, 1, 0.0), (3500, 1, 0.0), (3500, 3, 0.006), (3500, 3, 0.01)],
)
def test_of_equal_models_the_winners_interval_holds_the_truth(
    models, images, seeds, spread, monkeypatch
):
    monkeypatch.setattr(crossed, "DRAWS", 1999)
    random, trials, accuracy = np.random.default_rng(5), 150, 0.85
    options = {"images": images, "seeds": seeds, "spread": spread}
    held, plain, errors, naive = 0, 0, [], []
    for _ in range(trials):
        of = scatter(*planted(random, np.full(models, accuracy), **options))
        found, winner = corrected(of), of.mean.argmax()
        held += found.low <= accuracy <= found.high
        low, high = (ends[winner] for ends in mean_intervals(of))
        plain += low <= accuracy <= high
        errors.append(found.accuracy - accuracy)
        naive.append(of.mean[winner] - accuracy)
    assert held >= binom.ppf(0.001, trials, 0.95)
    if models == 10:
        assert plain < held
        assert abs(np.median(errors)) < 0.75 * np.median(naive)
        assert abs(np.mean(errors)) < np.mean(naive)


def test_a_perfect_winner_is_not_stretched_by_unknown_freedom():
    right = [np.arange(400)[None] < own for own in (400, 392)]
    found = corrected(scatter([[own] for own in right], [np.arange(400)]))
    assert found.low > 0.98
