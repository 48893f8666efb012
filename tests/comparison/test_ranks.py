"""Against Demšar 2006, Journal of Machine Learning Research 7, 1."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from galaxybench.comparison.ranks import ranked, rankings
from tests.helpers.ranked_models import columns, runs

# Table 6: AUC on 14 data sets. Of the two 0.975 of `voting` the paper ranks the first
# before the second: they differ behind the digits that it prints.
DEMSAR = columns(
    ["C4.5", "C4.5+m", "C4.5+cf", "C4.5+m+cf"],
    [
        [0.763, 0.768, 0.771, 0.798],
        [0.599, 0.591, 0.590, 0.569],
        [0.954, 0.971, 0.968, 0.967],
        [0.628, 0.661, 0.654, 0.657],
        [0.882, 0.888, 0.886, 0.898],
        [0.936, 0.931, 0.916, 0.931],
        [0.661, 0.668, 0.609, 0.685],
        [0.583, 0.583, 0.563, 0.625],
        [0.775, 0.838, 0.866, 0.875],
        [1.000, 1.000, 1.000, 1.000],
        [0.940, 0.962, 0.965, 0.962],
        [0.619, 0.666, 0.614, 0.669],
        [0.972, 0.981, 0.9751, 0.975],
        [0.957, 0.978, 0.946, 0.970],
    ],
)


def test_demsars_average_ranks():
    found = {row["model"]: row["rank"] for row in ranked(DEMSAR)["rows"]}
    published = {"C4.5+m+cf": 1.964, "C4.5+m": 2.0, "C4.5+cf": 2.893, "C4.5": 3.143}
    assert list(found) == list(published)
    assert found == pytest.approx(published, abs=5e-4)


def test_demsars_friedman_statistic():
    """The paper gives 9.28 without the correction for ties (Conover 1999, 5.8)."""
    ties = [6, 6, 60, 6]  # t^3 - t of iris, lung cancer, mushroom, primary tumor
    correction = 1 - sum(ties) / (14 * 4 * (4**2 - 1))
    friedman = ranked(DEMSAR)["friedman"]
    assert friedman["statistic"] * correction == pytest.approx(9.28, abs=5e-3)


@pytest.mark.parametrize(
    ("models", "quantile"), [(3, 2.343), (4, 2.569), (6, 2.850), (10, 3.164)]
)
def test_the_critical_difference_is_demsars(models, quantile):
    """His table 5 (a); 1.25 in his example of four models on 14 data sets."""
    rng = np.random.default_rng(0)
    found = ranked(columns(range(models), rng.random((14, models))))
    expected = quantile * np.sqrt(models * (models + 1) / (6 * 14))
    assert found["critical_difference"] == pytest.approx(expected, abs=1e-3)
    assert ranked(DEMSAR)["critical_difference"] == pytest.approx(1.25, abs=5e-3)


def test_nemenyi_and_the_critical_difference_say_the_same():
    rng, apart = np.random.default_rng(1), 0
    for _ in range(5):
        accuracy = rng.random((6, 5)) + np.linspace(0, 1.5, 5)
        found = ranked(columns("abcde", accuracy))
        ranks = np.array([row["rank"] for row in found["rows"]])
        differ = np.abs(ranks[:, None] - ranks) > found["critical_difference"]
        assert (differ == (np.array(found["nemenyi"]) < 0.05)).all()
        apart += differ.sum()
    assert apart > 0


def test_bars_join_the_longest_stretches_without_a_difference():
    steady = np.tile(np.arange(6.0), (12, 1))  # every data set has the same order
    found = ranked(columns("fedcba", steady))
    assert [row["model"] for row in found["rows"]] == list("abcdef")
    # 2.850 sqrt(6 * 7 / (6 * 12)) = 2.18: two places apart are alike, three are not.
    assert found["alike"] == [[0, 2], [1, 3], [2, 4], [3, 5]]


def test_without_a_difference_at_all_one_bar_joins_all():
    rng = np.random.default_rng(2)
    found = ranked(columns("abcd", rng.random((6, 4))))
    assert found["friedman"]["p"] >= 0.05
    assert found["nemenyi"] is None
    assert found["alike"] == [[0, 3]]
    same = ranked(columns("abc", np.full((5, 3), 0.8)))
    assert same["friedman"] == {"statistic": 0.0, "p": 1.0}
    assert [row["rank"] for row in same["rows"]] == [2.0, 2.0, 2.0]


@pytest.mark.parametrize(("datasets", "models"), [(5, 3), (5, 10), (8, 4)])
def test_equal_models_are_called_different_no_more_often_than_stated(datasets, models):
    """In 400 trials at most as many as 0.05 gives with a probability of 0.999."""
    rng, wrong = np.random.default_rng(3), 0
    for _ in range(400):
        table = columns(range(models), rng.random((datasets, models)))
        wrong += ranked(table)["alike"] != [[0, models - 1]]
    assert wrong <= stats.binom.isf(0.001, 400, 0.05)


def test_every_scheme_is_ranked_by_the_mean_over_runs():
    table = runs(datasets=5, models={"a": 0.9, "b": 0.8, "c": 0.7}, seeds=3)
    other = table.assign(scheme="half", split="half")
    found = rankings(pd.concat([table, other], ignore_index=True))
    assert [ranking["scheme"] for ranking in found] == ["holdout", "half"]
    for ranking in found:
        assert ranking["refused"] is None
        assert ranking["datasets"] == [f"data {n}" for n in range(5)]
        assert [row["model"] for row in ranking["rows"]] == ["a", "b", "c"]
    mean = table.loc[table["model"] == "a", "accuracy"].mean()
    assert found[0]["rows"][0]["accuracy"] == pytest.approx(mean)


@pytest.mark.parametrize("datasets", [1, 2, 4])
def test_fewer_than_five_data_sets_are_refused(datasets):
    [found] = rankings(runs(datasets=datasets, models=dict.fromkeys("abc", 0.8)))
    assert found["refused"].startswith(f"there are {datasets} data set")
    assert "fewer than 5" in found["refused"]
    assert "rows" not in found


def test_a_model_that_was_not_run_on_all_is_refused_and_named():
    table = runs(datasets=6, models=dict.fromkeys("abc", 0.8))
    absent = (table["model"] == "b") & (table["dataset"] == "data 4")
    [found] = rankings(table[~absent])
    assert found["refused"] == (
        "not every model was run on all data sets: missing b (baseline) on data 4 "
        "(holdout)"
    )
    assert "rows" not in found


def test_two_models_are_refused():
    [found] = rankings(runs(datasets=5, models={"a": 0.9, "b": 0.8}))
    assert found["refused"].startswith("there are 2 models")


def test_where_a_model_did_not_train_it_ranks_behind_all_that_did():
    table = runs(datasets=6, models={"lost": 0.9, "a": 0.8, "b": 0.7, "gone": 0.6})
    failed = table["model"].isin(["lost", "gone"])
    [found] = rankings(table.assign(status=table["status"].mask(failed, "collapsed")))
    assert [(row["model"], row["rank"]) for row in found["rows"]] == [
        *(("a", 1.0), ("b", 2.0), ("lost", 3.5), ("gone", 3.5))
    ]
    assert [row["untrained"] for row in found["rows"]] == [0, 0, 6, 6]
    # Its accuracy stays as it is.
    assert found["rows"][2]["accuracy"] == pytest.approx(0.8975)


def test_a_model_that_failed_on_one_data_set_ranks_last_there_alone():
    table = runs(datasets=5, models={"a": 0.9, "b": 0.8, "c": 0.7})
    here = (table["model"] == "a") & (table["dataset"] == "data 2")
    [found] = rankings(table.assign(status=table["status"].mask(here, "collapsed")))
    ranks = {row["model"]: row["rank"] for row in found["rows"]}
    assert ranks == pytest.approx({"a": 7 / 5, "b": 9 / 5, "c": 14 / 5})
    # One of two seeds is enough to be ranked by the mean of both.
    two = runs(datasets=5, models={"a": 0.9, "b": 0.8, "c": 0.7}, seeds=2)
    first = (two["model"] == "a") & (two["seed"] == 0)
    [found] = rankings(two.assign(status=two["status"].mask(first, "collapsed")))
    assert found["rows"][0]["model"] == "a"
    assert found["rows"][0]["untrained"] == 0
