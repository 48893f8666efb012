import numpy as np
import pytest
from scipy.stats import binom

from galaxybench.evaluation.class_intervals import dependence, intervals
from galaxybench.evaluation.confusion import matrix, scores
from galaxybench.evaluation.intervals import mean_interval, wilson

CHANCE = 0.001
SIZES = np.array([5, 12, 20, 40, 60, 80, 100, 110, 114, 115])
"""Test images of ten classes."""


def answers(rng, sizes, recalls):
    """Labels, and answers that err towards any other class alike."""
    labels = np.repeat(np.arange(len(sizes)), sizes)
    wrong = (labels + rng.integers(1, len(sizes), len(labels))) % len(sizes)
    return labels, np.where(rng.random(len(labels)) < recalls[labels], labels, wrong)


def planted(sizes, recalls):
    """The expected confusion matrix."""
    others = (1 - recalls) / (len(sizes) - 1)
    table = np.repeat(others[:, None], len(sizes), axis=1)
    np.fill_diagonal(table, recalls)
    return table * sizes[:, None]


def test_classes_have_wilson_intervals_of_their_images():
    labels = np.array([0, 0, 0, 1, 1, 1, 1])
    predicted = np.array([0, 0, 1, 1, 1, 1, 0])
    found = intervals(labels, predicted, 3)
    assert found["recall"][:, 0] == pytest.approx(wilson(2, 3))
    assert found["precision"][:, 1] == pytest.approx(wilson(3, 4))
    # Of the five images with either class, three are right: F1 = 2 s / (1 + s).
    low, high = wilson(3, 5)
    expected = 2 * low / (1 + low), 2 * high / (1 + high)
    assert found["f1"][:, 1] == pytest.approx(expected)
    assert found["recall"][:, 2].tolist() == [0, 1]
    mean = mean_interval(np.array([2, 3]), np.array([3, 4]))
    assert found["balanced_accuracy"] == pytest.approx(mean)


def test_dependence_is_the_ratio_of_simulated_variances():
    """Many draws with the same number of images per class, large enough for both."""
    rng, sizes = np.random.default_rng(0), 20 * SIZES
    recalls = np.linspace(0.9, 0.6, 10)
    means, alone = [], []
    for _ in range(1500):
        rows = [rng.multinomial(*row) for row in _rows(sizes, recalls)]
        table = np.array(rows, float)
        means.append(scores(table)["macro_f1"])
        alone.append(scores(table)["f1"])
    union = np.diag(planted(sizes, recalls))
    size = sizes + planted(sizes, recalls).sum(axis=0)
    share = union / (size - union)
    slope = 2 / (1 + share) ** 2
    single = (slope**2 * share * (1 - share) / (size - union)).sum() / 100
    expected = np.var(means) / single
    assert dependence(planted(sizes, recalls)) == pytest.approx(expected, rel=0.1)


def _rows(sizes, recalls):
    return zip(sizes, planted(sizes, recalls) / sizes[:, None], strict=True)


@pytest.mark.parametrize("recalls", [np.linspace(0.6, 0.95, 10), np.full(10, 0.95)])
def test_intervals_of_rare_classes_cover_what_was_planted(recalls):
    """92 to 98 %, as benchmarks/interval_coverage.py finds with more trials."""
    trials, rng = 150, np.random.default_rng(1)
    true = scores(planted(SIZES, recalls))
    held = dict.fromkeys(("balanced_accuracy", "macro_f1", "recall", "f1"), 0)
    for _ in range(trials):
        found = intervals(*answers(rng, SIZES, recalls), 10)
        for name in held:
            low, high = found[name]
            held[name] += np.mean((low <= true[name]) & (true[name] <= high))
    for name in held:
        least, most = binom.ppf([CHANCE, 1 - CHANCE], trials, [0.92, 0.98])
        assert least <= held[name] <= most, name


def test_groups_are_heeded():
    """Four copies of every image: the intervals are those of the single images."""
    labels, predicted = answers(np.random.default_rng(2), SIZES, np.full(10, 0.8))
    single = intervals(labels, predicted, 10)
    copies = np.repeat(labels, 4), np.repeat(predicted, 4)
    grouped = intervals(*copies, 10, np.arange(4 * len(labels)) // 4)
    ignored = intervals(*copies, 10)
    for name in ("balanced_accuracy", "macro_f1"):
        assert grouped[name] == pytest.approx(single[name], abs=0.005)
        assert np.ptp(ignored[name]) < 0.6 * np.ptp(single[name])
    assert grouped["recall"] == pytest.approx(single["recall"], abs=0.01)


def test_one_class_and_a_net_with_one_answer_have_intervals():
    alone = np.zeros(7, int)
    assert intervals(alone, alone, 1)["macro_f1"] == pytest.approx(
        intervals(alone, alone, 3)["macro_f1"], abs=0.05
    )
    collapsed = intervals(np.arange(9) % 3, alone.repeat(2)[:9], 3)
    assert np.ptp(collapsed["macro_f1"]) > 0.1
    assert matrix(alone, alone, 1).tolist() == [[7]]
