import numpy as np

from galaxybench.comparison.ranks import ranked, rankings
from galaxybench.report.rank_words import words
from tests.helpers.fake_runs import FakeExperiment
from tests.helpers.page_parser import Page, section
from tests.helpers.ranked_models import columns, runs


def said(accuracy: np.ndarray, models: str = "abcd") -> str:
    datasets = [f"data {n}" for n in range(len(accuracy))]
    ranking = {"refused": None, "datasets": datasets}
    return plain(words(ranking | ranked(columns(models, accuracy))))


def plain(found: dict) -> str:
    text = " ".join([found["best"], *found["more"]])
    return text.replace("\N{NO-BREAK SPACE}", " ")


def ordered(datasets: int, *values: float) -> np.ndarray:
    return np.tile(values, (datasets, 1))


def test_some_differ_from_the_best_and_some_do_not():
    text = said(ordered(12, 0.9, 0.8, 0.7, 0.6))
    assert text.startswith(
        "Over 12 data sets, a has the best average rank: 1.00 of 4. b (2.00) is not "
        "significantly different from a; the others rank significantly worse at the 5 %"
    )
    assert "at least 1.35 apart (Nemenyi’s test, 12 data sets)" in text
    assert "p < 0.001" in text


def test_all_others_rank_worse():
    text = said(ordered(40, 0.9, 0.8, 0.7, 0.6))
    assert "All others rank significantly worse at the 5 % level." in text
    assert "not significantly different" not in text


def test_ranks_that_chance_would_make():
    rng = np.random.default_rng(2)
    text = said(rng.random((6, 4)))
    assert "None of the 4 models is significantly different from another" in text
    assert "chance alone could make the average ranks differ" in text
    assert "(Friedman’s test, p = " in text
    assert "worse" not in text


def test_a_difference_somewhere_but_none_to_the_best():
    """Friedman's test finds one (p = 0.035), Nemenyi's none between two."""
    rng = np.random.default_rng(0)
    while True:
        accuracy = rng.random((6, 4)) + [0.5, 0.3, 0.2, 0]
        found = ranked(columns("abcd", accuracy))
        if found["nemenyi"] and min(found["nemenyi"][0]) >= 0.05:
            break
    text = said(accuracy)
    assert "None of the others ranks significantly worse at the 5 % level: " in text
    assert "The ranks differ as a whole" in text


def test_equal_ranks_are_shared():
    even = np.array([[0.9, 0.8, 0.1]] * 6 + [[0.8, 0.9, 0.1]] * 6)
    text = said(even, "abc")
    assert "a and b share the best average rank: 1.50 of 3." in text
    assert "All others rank significantly worse" in text
    more = np.column_stack([even, np.tile([0.79, 0.05], (12, 1))])
    text = said(more, "abcde")
    assert "d (3.00) is not significantly different from a and b; " in text


def without(*failed):
    """Ranks over six data sets of models of which these trained nowhere."""
    table = runs(datasets=6, models={"a": 0.9, "b": 0.8, "c": 0.7})
    status = table["status"].mask(table["model"].isin(failed), "collapsed")
    return words(rankings(table.assign(status=status))[0])


def test_a_model_that_trained_nowhere_is_never_first_and_is_named():
    text = plain(without("a"))
    assert text.startswith("Over 6 data sets, b has the best average rank: 1.00 of 3.")
    assert "No run of a trained properly on 6 of 6 data sets, where it ranks" in text
    assert without("a", "b", "c") == {
        "best": "No model trained properly on any data set: there is no best one.",
        "more": [],
    }
    assert "trained properly" not in plain(without())


def test_a_refusal_gives_its_reason_and_no_rank():
    [refused] = rankings(runs(datasets=3, models=dict.fromkeys("abc", 0.8)))
    text = plain(words(refused))
    assert text.startswith("The models are not ranked over the data sets. The reason: ")
    assert "there are 3 data sets (data 0, data 1, data 2)" in text


def page_of(folder, datasets, models=("lenet5", "dense", "alexnet")):
    fake = FakeExperiment(
        folder, {"lenet5": 1.5, "dense": 0.5}, classes=["round", "spiral"]
    )
    fake.score()
    fake.rank(runs(datasets, dict(zip(models, (0.9, 0.8, 0.7), strict=True))))
    text = fake.report().read_text(encoding="utf-8")
    Page(text)
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_models_are_ranked_over_five_data_sets(tmp_path):
    page = page_of(tmp_path, 5)
    answer, results = section(page, "answer"), section(page, "ranks")
    assert "Over 5 data sets, lenet5 has the best average rank: 1.00 of 3." in answer
    assert "dense (2.00) is not significantly different from lenet5; alexnet" in answer
    assert "Critical-difference diagram (Demšar 2006)" in results
    assert 'alt="Critical-difference diagram. Over 5 data sets' in results


def test_four_data_sets_are_refused_in_words(tmp_path):
    page = page_of(tmp_path, 4)
    answer = section(page, "answer")
    assert "The models are not ranked over the data sets." in answer
    assert "fewer than 5" in answer
    assert 'id="ranks"' not in page
