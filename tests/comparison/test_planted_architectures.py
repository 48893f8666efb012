"""Equal architectures are planted; false claims are counted.

A rate is held to the binomial law: a bound is missed by chance once in 1,000 times, and
the seeds are fixed. `benchmarks/truth_table.py` prints more cells, with more trials.
"""

import numpy as np
import pytest
from scipy.stats import binom

from galaxybench.comparison import crossed
from galaxybench.comparison.crossed import compare_pairs
from galaxybench.comparison.scatter import mean_intervals, scatter
from sandbox.planted_models import planted

TRIALS, CHANCE, ACCURACY = 200, 0.001, 0.85


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(crossed, "DRAWS", 999)


def trials(models, **options):
    random = np.random.default_rng(1)
    for _ in range(TRIALS):
        yield scatter(*planted(random, np.full(models, ACCURACY), **options))


@pytest.mark.parametrize(
    ("images", "group"), [(400, 1), (400, 4), (3500, 1), (3500, 2)]
)
@pytest.mark.parametrize(
    ("models", "seeds", "spread"),
    # One training has no spread: the claim is about its weights.
    [(2, 1, 0.0), *((models, 3, sd) for models in (2, 5) for sd in (0.0, 0.006, 0.01))],
)
def test_equal_models_are_called_different_in_at_most_5_percent(
    models, seeds, images, group, spread
):
    options = {"seeds": seeds, "images": images, "group": group, "spread": spread}
    wrong = covered = 0
    for of in trials(models, **options):
        wrong += (compare_pairs(of).p_adjusted < 0.05).any()
        low, high = mean_intervals(of)
        covered += int(((low <= ACCURACY) & (ACCURACY <= high)).sum())
    assert wrong <= binom.isf(CHANCE, TRIALS, 0.05)
    # Models share their test images, so the trials count, not the models.
    assert covered / models >= binom.ppf(CHANCE, TRIALS, 0.95)


def test_a_better_architecture_is_found():
    """Two points, three seeds: at least as often as definition 1 of the review."""
    found = {}
    for spread in (0.0, 0.006, 0.01):
        random = np.random.default_rng(2)
        better = np.array([ACCURACY + 0.02, ACCURACY])
        options = {"seeds": 3, "images": 3500, "spread": spread}
        results = [
            compare_pairs(scatter(*planted(random, better, **options)))
            for _ in range(TRIALS)
        ]
        found[spread] = np.mean([result.low[0] > 0 for result in results])
    assert found[0.0] > 0.85 and found[0.006] > 0.5 and found[0.01] > 0.28
