"""Confidence sets of ranks, and how often a model leads."""

import numpy as np
import pytest

from galaxybench.comparison.crossed import Pairs, compare_pairs
from galaxybench.comparison.ranking import ranking
from galaxybench.comparison.scatter import scatter
from sandbox.planted_models import planted

KEYS = [("r", name) for name in "abcd"]


def drawn(accuracy, seed=0, images=2000):
    random = np.random.default_rng(seed)
    return scatter(*planted(random, np.array(accuracy), seeds=1, images=images))


def test_ranks_by_hand():
    """a and b are surely better than d, a than c; all others are undecided."""
    of = drawn([0.9, 0.89, 0.85, 0.8])
    low = np.array([-0.01, 0.01, 0.02, -0.02, 0.01, -0.03])  # ab ac ad bc bd cd
    some = np.zeros(6)
    table = ranking(KEYS, of, Pairs(some, some, some, some, some, low, low + 0.1))
    assert table["rank_low"].tolist() == [1, 1, 2, 3]
    assert table["rank_high"].tolist() == [2, 3, 4, 4]


def test_a_model_that_is_surely_worse_counts_also_if_it_comes_first():
    of = drawn([0.9, 0.89, 0.85, 0.8])
    some, high = np.zeros(6), np.array([-0.01, 0.1, 0.1, 0.1, 0.1, 0.1])
    table = ranking(KEYS, of, Pairs(some, some, some, some, some, high - 0.2, high))
    assert table["rank_low"].tolist() == [2, 1, 1, 1]


def test_a_single_model_has_its_interval_and_rank_1():
    [row] = ranking(KEYS[:1], drawn([0.9]), None).to_dict("records")
    assert row["low"] < row["accuracy"] < row["high"]
    assert (row["rank_low"], row["rank_high"], row["leads"]) == (1, 1, 1)


def test_equal_models_lead_equally_often_on_average():
    leads = [
        ranking(KEYS, of, compare_pairs(of))["leads"]
        for of in (drawn([0.8] * 4, seed, 400) for seed in range(100))
    ]
    assert np.mean(leads, axis=0) == pytest.approx([0.25] * 4, abs=0.1)
    assert np.sum(leads, axis=1) == pytest.approx(np.ones(100))


def test_the_set_of_best_holds_the_best_in_95_percent():
    held = 0
    for seed in range(200):
        of = drawn([0.81, 0.805, 0.80, 0.79], seed, 800)
        held += ranking(KEYS, of, compare_pairs(of))["rank_low"].iloc[0] == 1
    assert held >= 190


def test_over_folds_no_share_is_given():
    of = drawn([0.9, 0.89, 0.85, 0.8])
    table = ranking(KEYS, of, compare_pairs(of), folded=True)
    assert table["leads"].isna().all()


def test_the_set_of_best_holds_the_model_confidence_set():
    """An independent method for the same set, which removes models one by one.

    Hansen, Lunde, Nason 2011, Econometrica 79, 453: arch 8.0.0, `MCS(1 - right, 0.05,
    reps=2000, block_size=1, seed=0, method="R")`.
    """
    known = ["abc", "abc", "ab", "abc", "abcd", "abcd", "a", "abc", "a", "abcd"]
    keys = [("r", name) for name in "abcdef"]
    more = 0
    for seed, other in enumerate(known):
        of = drawn([0.86, 0.855, 0.85, 0.84, 0.82, 0.80], seed, 3000)
        table = ranking(keys, of, compare_pairs(of))
        own = set(table.loc[table["rank_low"] == 1, "model"])
        assert own >= set(other)
        more += len(own) - len(other)
    assert more <= 4


def test_rows_of_the_same_answers_share_the_lead():
    right = np.arange(400) < 300
    of = scatter([[right[None]]] * 3 + [[~right[None]]], [np.arange(400)])
    leads = ranking(KEYS, of, compare_pairs(of))["leads"]
    assert leads.tolist() == pytest.approx([1 / 3, 1 / 3, 1 / 3, 0])


def test_the_correction_is_that_of_the_best_that_trained():
    of = drawn([0.9, 0.89, 0.85, 0.8])
    table = ranking(KEYS, of, compare_pairs(of), trained=[0, 1, 1, 1])
    best = table.sort_values("accuracy", ascending=False)["model"]
    winner = next(model for model in best if model != "a")
    assert table.loc[table["corrected"].notna(), "model"].tolist() == [winner]
    nothing = ranking(KEYS, of, compare_pairs(of), trained=[0, 0, 0, 0])
    assert nothing["corrected"].isna().all()


def test_of_images_in_one_group_nothing_is_said_of_other_images():
    right = [[(np.arange(60) < share)[None]] for share in (55, 50)]
    of = scatter(right, [np.zeros(60, int)])
    tested = compare_pairs(of)
    assert tested.p[0] > 0.9 and (tested.low[0], tested.high[0]) == (-1, 1)
    table = ranking(KEYS[:2], of, tested)
    assert table[["leads", "corrected"]].isna().all(axis=None)
