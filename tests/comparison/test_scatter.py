"""The parts of the variance of a mean accuracy, and its interval."""

import numpy as np
import pytest
from scipy import stats

from galaxybench.comparison.scatter import mean_intervals, scatter, seed_variance
from galaxybench.evaluation.intervals import wilson
from sandbox.planted_models import planted


def of(right, groups=None):
    """The scatter of models on one split; right is (models, trainings, n)."""
    right = np.asarray(right, bool)
    groups = np.arange(right.shape[-1]) if groups is None else groups
    return scatter([[model] for model in right], [groups])


def answers(share: float, images: int) -> np.ndarray:
    return np.arange(images) < round(share * images)


def test_of_one_training_the_variance_is_that_of_a_share():
    found = of([[answers(0.8, 100)]])
    assert found.mean == pytest.approx(0.8)
    assert found.images == pytest.approx(np.array([[0.8 * 0.2 / 99]]))
    assert seed_variance(found).tolist() == [0] and not found.repeated.any()


def test_images_that_are_there_four_times_count_once():
    once = np.random.default_rng(0).random((2, 3, 80)) < 0.7
    single = of(once)
    fourfold = of(np.repeat(once, 4, axis=2), np.repeat(np.arange(80), 4))
    for name in ("mean", "images", "between", "chance"):
        np.testing.assert_allclose(getattr(single, name), getattr(fourfold, name))
    assert (single.size, fourfold.size) == (1, 4)


def test_the_parts_are_those_of_a_two_way_analysis_of_variance():
    """Mean squares of seeds and of the interaction, by hand."""
    right = np.random.default_rng(1).random((4, 50)) < 0.8
    found = of([right])
    table = right.astype(float)
    seeds, images = table.mean(axis=1), table.mean(axis=0)
    rest = table - seeds[:, None] - images + table.mean()
    between = 50 * seeds.var(ddof=1)
    interaction = (rest**2).sum() / (3 * 49)
    assert found.between[0] == pytest.approx(between / 50 / 4)
    assert found.chance[0] == pytest.approx(interaction / 50 / 4)
    assert found.freedom[0] == 3


def test_seeds_that_differ_only_by_chance_have_no_variance_of_their_own():
    """On average over many draws; a planted spread is found on average, too."""
    random, found = np.random.default_rng(2), {0.0: [], 0.01: []}
    for spread, own in found.items():
        for _ in range(300):
            drawn = planted(
                random, np.full(1, 0.8), seeds=3, images=1000, spread=spread
            )
            parts = scatter(*drawn)
            own.append(3 * (parts.between - parts.chance)[0])
    assert np.mean(found[0.0]) == pytest.approx(0, abs=2e-5)
    assert np.mean(found[0.01]) == pytest.approx(1e-4, abs=3.5e-5)


def test_a_wild_model_hardly_raises_the_variance_of_the_others():
    random = np.random.default_rng(3)
    quiet, _ = planted(random, np.full(6, 0.8), seeds=3, images=2000, spread=0.005)
    wild = [[np.stack([answers(share, 2000) for share in (0.8, 0.8, 0.1)])]]
    groups = [np.arange(2000)]
    without = seed_variance(scatter(quiet, groups))
    beside = seed_variance(scatter(quiet + wild, groups))
    assert beside[-1] > 100 * without.max()
    assert beside[:-1].max() < 10 * without.max()


def test_a_model_with_a_collapsed_training_leaves_the_others_as_they_are():
    random = np.random.default_rng(3)
    quiet, groups = planted(random, np.full(4, 0.8), seeds=3, images=2000, spread=0.005)
    lost = [[np.stack([answers(share, 2000) for share in (0.8, 0.8, 0.1)])]]
    fine = [True] * 4 + [False]
    alone, beside = scatter(quiet, groups), scatter(quiet + lost, groups, fine)
    np.testing.assert_allclose(seed_variance(beside)[:4], seed_variance(alone))
    intervals = (mean_intervals(each)[0] for each in (beside, alone))
    np.testing.assert_allclose(next(intervals)[:4], next(intervals))
    assert seed_variance(beside)[4] > 100 * seed_variance(alone).max()
    every = scatter(quiet, groups, [False] * 4)
    np.testing.assert_array_equal(seed_variance(every), seed_variance(alone))


def test_the_interval_of_one_training_is_wilsons():
    low, high = mean_intervals(of([[answers(0.9, 3000)]]))
    assert (low[0], high[0]) == pytest.approx(wilson(2700, 3000), abs=2e-5)


@pytest.mark.parametrize("share", [0.0, 1.0])
@pytest.mark.parametrize("trainings", [1, 3])
def test_no_interval_has_the_width_zero(share, trainings):
    right = [[answers(share, 12)] * trainings]
    low, high = mean_intervals(of(right, np.repeat(np.arange(6), 2)))
    assert 0 <= low[0] < high[0] <= 1
    assert high[0] - low[0] > stats.beta.ppf(0.95, 1, 12) / 2


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_a_model_at_the_edge_beside_models_that_scatter_has_an_interval(share):
    rng = np.random.default_rng(0)
    others = rng.random((1, 3, 40)) < np.array([0.4, 0.6, 0.8])[:, None]
    low, high = mean_intervals(of([[answers(share, 40)] * 3, *others]))
    assert 0 <= low[0] <= share <= high[0] <= 1
    # At least as wide as without the others.
    alone = mean_intervals(of([[answers(share, 40)] * 3]))
    assert high[0] - low[0] > alone[1][0] - alone[0][0] - 1e-9


def test_a_missing_seed_on_one_split_leaves_seeds_out():
    """A model with two trainings on one fold and one on the other."""
    random = np.random.default_rng(4)
    folds = [random.random((trainings, 30)) < 0.7 for trainings in (2, 1)]
    found = scatter([folds], [np.arange(30), np.arange(30)])
    assert not found.repeated[0] and seed_variance(found)[0] == 0
    assert found.count == 60 and found.groups == 60
