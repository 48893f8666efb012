import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.stats import binom

from galaxybench.evaluation.intervals import (
    F1_OF_JACCARD,
    NORMAL,
    SHARE,
    accuracy_interval,
    class_design_effects,
    design_effect,
    mean_interval,
    wilson,
)


@pytest.mark.parametrize(
    ("correct", "images", "low", "high"),
    [
        # Newcombe 1998, Statistics in Medicine 17, 857, table I, method 3 (score
        # without continuity correction).
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_interval_of_newcombe_1998(correct, images, low, high):
    assert wilson(correct, images) == pytest.approx((low, high), abs=5e-5)
    single = mean_interval(np.array([correct]), np.array([images]))
    assert single == pytest.approx((low, high), abs=5e-5)


def test_of_no_images_nothing_is_known():
    assert wilson(0, 0) == (0, 1)


@pytest.mark.parametrize(
    ("x", "n", "y", "m", "low", "high"),
    [
        # Newcombe 1998, Statistics in Medicine 17, 873, table II, method 5 (Mee).
        (56, 70, 48, 80, 0.0533, 0.3377),
        (9, 10, 3, 10, 0.1821, 0.8370),
        (6, 7, 2, 7, 0.0544, 0.8478),
        (5, 56, 0, 29, -0.0313, 0.1926),
        (0, 10, 0, 20, -0.1611, 0.2775),
        (0, 10, 0, 10, -0.2775, 0.2775),
        (10, 10, 0, 20, 0.7225, 1.0),
        (10, 10, 0, 10, 0.6777, 1.0),
    ],
)
def test_differences_of_newcombe_1998(x, n, y, m, low, high):
    """Shares p and 1 - q have the mean (1 + p - q) / 2."""
    ends = np.array(mean_interval(np.array([x, m - y]), np.array([n, m])))
    assert 2 * ends - 1 == pytest.approx((low, high), abs=6e-5)


@pytest.mark.parametrize("curve", [SHARE, F1_OF_JACCARD])
def test_an_end_is_where_the_score_test_rejects(curve):
    """The shares of highest likelihood with this mean, by a general optimizer."""
    value, slope = curve
    x, n = np.array([4.0, 17, 70]), np.array([5.0, 20, 100])
    for end in mean_interval(x, n, curve):
        best = minimize(
            lambda p: -(x * np.log(p) + (n - x) * np.log(1 - p)).sum(),
            x / n,
            bounds=[(1e-6, 1 - 1e-6)] * 3,
            constraints={"type": "eq", "fun": lambda p, e=end: value(p).mean() - e},
            method="SLSQP",
        )
        p = best.x
        error = np.sqrt((slope(p) ** 2 * p * (1 - p) / n).sum()) / 3
        deviation = abs(value(x / n).mean() - end) / error
        assert deviation == pytest.approx(NORMAL, rel=0.002)


@pytest.mark.parametrize("size", [1, 2, 4])
@pytest.mark.parametrize("chance", [0.5, 0.8, 0.95])
def test_the_accuracy_of_groups_is_covered_at_the_stated_rate(size, chance):
    """400 images; in 80 % of the groups, all answers are that to the first image."""
    trials, rng, held = 400, np.random.default_rng(size), 0
    groups = np.arange(400) // size
    for _ in range(trials):
        right = (rng.random(400) < chance).reshape(-1, size)
        alike = rng.random(len(right)) < 0.8
        right[alike] = right[alike, :1]
        low, high = accuracy_interval(right.ravel(), groups)
        held += low <= chance <= high
    # The binomial law leaves these bounds once in 1,000 times.
    least, most = binom.ppf([0.001, 0.999], trials, [0.94, 0.96])
    assert least <= held <= most


def test_copies_have_their_number_as_design_effect():
    right = np.random.default_rng(0).random(300) < 0.7
    groups = np.repeat(np.arange(300), 4)
    assert design_effect(np.repeat(right, 4), groups) == pytest.approx(4, rel=0.01)
    assert design_effect(right, None) == design_effect(right, np.arange(300)) == 1
    alone, copied = accuracy_interval(right), np.repeat(right, 4)
    assert accuracy_interval(copied, groups) == pytest.approx(alone, abs=0.001)


def test_the_design_effect_is_the_variance_of_resampled_groups():
    """Groups of one to five images: a bootstrap over groups, drawn by hand."""
    rng = np.random.default_rng(1)
    groups = np.repeat(np.arange(200), rng.integers(1, 6, 200))
    chance = np.where(rng.random(200) < 0.5, 0.95, 0.5)[groups]
    right = rng.random(len(groups)) < chance
    sums, sizes = np.bincount(groups, right), np.bincount(groups)
    drawn = rng.integers(0, 200, (4000, 200))
    means = sums[drawn].sum(axis=1) / sizes[drawn].sum(axis=1)
    single = right.mean() * (1 - right.mean()) / len(right)
    assert design_effect(right, groups) == pytest.approx(means.var() / single, rel=0.06)


def test_groups_that_cannot_be_judged_count_as_one_image_each():
    pairs = np.arange(20) // 2
    assert design_effect(np.ones(20, bool), pairs) == 2
    assert accuracy_interval(np.ones(20, bool), pairs)[1] == 1
    one = np.array([True, True, False])
    assert design_effect(one, np.zeros(3)) == 3
    assert accuracy_interval(one, np.zeros(3)) == pytest.approx(wilson(2 / 3, 1))


def test_independent_images_in_groups_have_no_design_effect():
    rng = np.random.default_rng(2)
    right, groups = rng.random(8000) < 0.8, np.arange(8000) // 4
    assert design_effect(right, groups) == pytest.approx(1, abs=0.06)
    effects = class_design_effects(right, rng.integers(0, 3, 8000), 3, groups)
    assert effects == pytest.approx(np.ones(3), abs=0.06)


def test_a_small_class_takes_the_correlation_of_all():
    """Copies in pairs and a small class of one pair and one single image."""
    rng = np.random.default_rng(3)
    right = np.repeat(rng.random(500) < 0.8, 2)
    right = np.append(right, [True, True, False])
    groups = np.append(np.arange(1000) // 2, [500, 500, 501])
    classes = np.append(np.zeros(1000, int), [1, 1, 1])
    large, small, empty = class_design_effects(right, classes, 3, groups)
    assert large == pytest.approx(2, abs=0.02)
    # Images of the small class have groups of (2 + 2 + 1) / 3 images.
    assert small == pytest.approx(5 / 3, abs=0.02)
    assert empty == 1
    assert class_design_effects(right, classes, 3, None).tolist() == [1, 1, 1]
