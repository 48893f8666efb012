"""Two models as good as each other within a margin."""

import numpy as np
import pytest
from scipy.stats import binom
from statsmodels.stats.weightstats import ttost_paired

from galaxybench.comparison import crossed
from galaxybench.comparison.crossed import compare_pairs, pair_indices, pairs_of
from galaxybench.comparison.equivalence import equivalence
from galaxybench.comparison.scatter import scatter
from sandbox.planted_models import planted


@pytest.mark.parametrize("margin", [0.012, 0.02, 0.03])
def test_of_single_trainings_it_is_the_paired_tost_of_statsmodels(margin):
    """But for the two images that are added to the variance."""
    right, groups = planted(
        np.random.default_rng(0), np.array([0.85, 0.842]), seeds=1, images=20_000
    )
    found = equivalence(compare_pairs(scatter(right, groups)), margin)
    first, second = (model[0][0].astype(float) for model in right)
    expected = ttost_paired(first, second, -margin, margin)[0]
    assert found.p[0] == pytest.approx(expected, rel=0.02)


def verdicts(difference, error, margin=0.01):
    """The verdict on a pair, of a normal difference."""
    pair = pairs_of(np.array([difference]), np.array([error]), np.array([1e6]))
    return equivalence(pair, margin).verdict[0]


def test_the_four_verdicts():
    assert verdicts(0.03, 0.005) == "better"
    assert verdicts(0.005, 0.002) == "better by less than the margin"
    assert verdicts(0.001, 0.004) == "equivalent"
    assert verdicts(0.005, 0.004) == "undecided"
    assert verdicts(0.001, 0.007) == "undecided"


def test_a_pair_of_two_models_needs_an_interval_of_90_percent_not_95():
    assert verdicts(0.0, 0.01 / 1.65) == "equivalent"
    assert verdicts(0.0, 0.01 / 1.64) == "undecided"


def test_several_pairs_need_more_each():
    of = scatter(
        *planted(np.random.default_rng(0), np.full(6, 0.85), seeds=1, images=4000)
    )
    found = equivalence(compare_pairs(of), 0.02)
    alone = equivalence(pairs_of(*(np.array([0.0, 1.0, 30.0])[:, None])), 0.02)
    assert (found.high - found.low > 2 * 1.645 * compare_pairs(of).error).all()
    assert (found.p >= 0.5 * 0.0001).all() and alone.p[0] > 0.05


@pytest.mark.parametrize(
    ("images", "margin"), [(400, 0.05), (3500, 0.01), (3500, 0.02)]
)
@pytest.mark.parametrize("group", [1, 4])
@pytest.mark.parametrize(
    ("models", "seeds", "spread"),
    [(2, 1, 0.0), (2, 2, 0.006), (2, 3, 0.0), (2, 3, 0.006), (2, 3, 0.01), (6, 3, 0.0)],
)
def test_models_a_margin_apart_are_called_equivalent_in_at_most_5_percent(
    models, seeds, spread, images, margin, group, monkeypatch
):
    monkeypatch.setattr(crossed, "DRAWS", 999)
    random, trials, wrong = np.random.default_rng(3), 150, 0
    accuracy = np.repeat([0.85 + margin, 0.85], models // 2)
    first, second = pair_indices(models)
    apart = accuracy[first] != accuracy[second]
    options = {"seeds": seeds, "images": images, "group": group, "spread": spread}
    for _ in range(trials):
        pairs = compare_pairs(scatter(*planted(random, accuracy, **options)))
        wrong += (equivalence(pairs, margin).p[apart] < 0.05).any()
    # Missed by chance once in 1,000 times.
    assert wrong <= binom.isf(0.001, trials, 0.05)


def test_equal_models_are_found_to_be():
    random, found = np.random.default_rng(4), 0
    for _ in range(60):
        of = scatter(*planted(random, np.full(2, 0.85), seeds=3, images=3500))
        found += equivalence(compare_pairs(of), 0.02).verdict[0] == "equivalent"
    assert found >= 54
