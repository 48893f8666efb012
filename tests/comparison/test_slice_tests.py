"""Planted slices: equal ones are not called different, and a worse one is found."""

import numpy as np
import pytest
from scipy import stats

from galaxybench.comparison.scatter import LEVEL
from galaxybench.comparison.slice_tests import against_rest, over_best, within
from sandbox.planted_models import planted

TRIALS = 100


def quarters(random, number):
    """Four slices of images drawn at random, (4, n) bool."""
    return np.arange(4)[:, None] == random.integers(0, 4, number)


def rare(random, number):
    """A slice of some 25 images, and two of the others."""
    value = random.permutation(number)
    return np.stack(
        [value < 25, (value >= 25) & (value < 0.5 * number), value % 3 == 0]
    )


def lowered(random, right, members, by, **options):
    """The answers of models that are worse on some images by this accuracy."""
    accuracy = np.array([np.mean([own.mean() for own in model]) for model in right])
    worse, _ = planted(random, accuracy - by, **options)
    return [
        [np.where(members, other[0], own[0])]
        for own, other in zip(right, worse, strict=True)
    ]


def false_alarms(trials, divided, models, accuracy, **options):
    random = np.random.default_rng(0)
    wrong = np.zeros(2)
    for _ in range(trials):
        right, groups = planted(random, np.full(models, accuracy), **options)
        members = divided(random, options["images"])
        wrong[0] += (against_rest(right, groups, members).p_adjusted < LEVEL).any()
        best = int(np.argmax([model[0].mean() for model in right]))
        wrong[1] += (over_best(right, groups, members, best).p_adjusted < LEVEL).any()
    return wrong / trials


@pytest.mark.slow
@pytest.mark.parametrize(
    ("divided", "accuracy", "options"),
    [
        (quarters, 0.85, {"seeds": 1, "images": 400}),
        (quarters, 0.85, {"seeds": 2, "images": 400, "spread": 0.01}),
        (quarters, 0.85, {"seeds": 3, "images": 800, "spread": 0.01, "group": 2}),
        (quarters, 0.85, {"seeds": 1, "images": 800, "group": 4}),
        (rare, 0.95, {"seeds": 1, "images": 600}),
        (rare, 0.6, {"seeds": 1, "images": 600}),
    ],
)
def test_equal_slices_are_called_different_in_few_cases(divided, accuracy, options):
    # Five in a hundred, and two standard errors of 100 trials.
    assert false_alarms(TRIALS, divided, 3, accuracy, **options).max() <= 0.09


@pytest.mark.parametrize("seeds", [1, 3])
def test_a_slice_that_is_ten_points_worse_is_found(seeds):
    random, found, others = np.random.default_rng(1), 0, 0
    options = {"seeds": seeds, "images": 3500, "spread": 0.005 if seeds > 1 else 0.0}
    for _ in range(20):
        right, groups = planted(random, np.array([0.85, 0.83]), **options)
        members = quarters(random, 3500)
        right = lowered(random, right, members[1], 0.1, **options)
        tested = against_rest(right, groups, members)
        sure = (tested.p_adjusted < LEVEL) & (tested.difference < 0)
        found += sure.reshape(2, 4)[:, 1].all()
        others += sure.reshape(2, 4)[:, [0, 2, 3]].any()
    assert found >= 18 and others <= 3


def test_a_slice_on_which_the_best_is_beaten_is_found():
    random, options = np.random.default_rng(2), {"seeds": 1, "images": 3500}
    right, groups = planted(random, np.array([0.88, 0.84]), **options)
    members = quarters(random, 3500)
    worse = lowered(random, right[:1], members[2], 0.15, **options)
    tested = over_best([worse[0], right[1]], groups, members, 0)
    assert np.flatnonzero((tested.p_adjusted < LEVEL) & (tested.low > 0)).tolist() == [
        2
    ]


def test_trainings_that_differ_on_a_slice_speak_against_a_difference():
    """All of the difference comes from one of three trainings."""
    random = np.random.default_rng(3)
    members = quarters(random, 4000)
    right = random.random((3, 4000)) < 0.9
    right[0, members[0]] = random.random(members[0].sum()) < 0.6
    groups = [np.arange(4000)]
    single = against_rest([[right.mean(axis=0, keepdims=True) > 0.5]], groups, members)
    assert single.difference[0] > -0.1
    assert against_rest([[right]], groups, members).p[0] > 0.1
    assert against_rest([[right[:1]]], groups, members).p[0] < 1e-6


def test_of_many_single_images_it_is_welchs_test():
    random = np.random.default_rng(4)
    members = random.random((1, 50_000)) < 0.3
    right = random.random((1, 50_000)) < np.where(members, 0.79, 0.8)
    tested = against_rest([[right]], [np.arange(50_000)], members)
    inside, outside = (right[0][own].astype(float) for own in (members[0], ~members[0]))
    expected = stats.ttest_ind(inside, outside, equal_var=False)
    assert tested.difference[0] == pytest.approx(inside.mean() - outside.mean())
    assert tested.p[0] == pytest.approx(expected.pvalue, rel=0.06)


def test_groups_that_are_alike_count_as_one_image_each():
    random = np.random.default_rng(5)
    answers, slices = random.random(500) < 0.8, random.random(500) < 0.4
    once = against_rest([[answers[None]]], [np.arange(500)], slices[None])
    groups = np.repeat(np.arange(500), 4)
    again = against_rest(
        [[np.repeat(answers, 4)[None]]], [groups], np.repeat(slices, 4)[None]
    )
    assert again.p[0] == pytest.approx(once.p[0], rel=1e-6)


def test_both_halves_of_the_images_are_one_test():
    random = np.random.default_rng(6)
    half = random.random(900) < 0.5
    right, groups = [[random.random((1, 900)) < 0.8]], [np.arange(900)]
    single = against_rest(right, groups, half[None])
    both = against_rest(right, groups, np.stack([half, ~half]))
    assert both.difference[0] == pytest.approx(-both.difference[1])
    assert both.p_adjusted[0] == pytest.approx(single.p[0], abs=0.01)


def test_images_that_are_all_right_have_an_interval():
    right, members = np.ones((1, 200), bool), np.arange(200)[None] < 40
    tested = against_rest([[right]], [np.arange(200)], members)
    assert tested.difference[0] == 0 and tested.p[0] == 1
    assert tested.low[0] < 0 < tested.high[0]
    tested = over_best([[right], [right]], [np.arange(200)], members, 0)
    assert tested.low[0] < 0 < tested.high[0]


def test_folds_add_up_and_may_lack_a_slice():
    random = np.random.default_rng(7)
    right = [random.random((2, 300)) < 0.8, random.random((2, 300)) < 0.8]
    groups = [np.arange(300), np.arange(300)]
    members = np.stack([np.arange(600) < 100, np.arange(600) % 2 == 0])
    tested = against_rest([right], groups, members)
    share = np.concatenate([own.mean(axis=0) for own in right])
    expected = [share[own].mean() - share[~own].mean() for own in members]
    np.testing.assert_allclose(tested.difference, expected)
    of = within([right], groups, members[0])
    assert of.mean[0] == share[:100].mean() and of.count == 100
    assert within([right], groups, np.zeros(600, bool)) is None
