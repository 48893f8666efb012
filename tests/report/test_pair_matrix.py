"""The square table of the pairs of a comparison."""

import pandas as pd
import pytest

from galaxybench.report.pair_matrix import pair_matrix

SUMMARY = pd.DataFrame({"model": ["a", "b", "c"], "recipe": "quick"})
SUMMARY = SUMMARY.assign(runs=1, not_ok=0)


def pair(a: str, b: str, difference: float, p: float, verdict="undecided") -> dict:
    return {
        **{"recipe_a": "quick", "model_a": a, "recipe_b": "quick", "model_b": b},
        **{"difference": difference, "low": difference - 0.02, "test": "paired t"},
        **{"high": difference + 0.03, "p_adjusted": p},
        **{"margin": 0.01, "verdict": verdict},
    }


def test_a_pair_stands_twice_with_opposite_signs():
    pairs = pd.DataFrame([pair("b", "a", -0.05, 0.01), pair("b", "c", 0.01, 0.4)])
    found = pair_matrix(SUMMARY, pairs)
    assert (found["names"], found["pairs"]) == (["a", "b", "c"], 2)
    assert found["tests"] == ["paired t"]
    (_, better, untested), (worse, _, even), _ = (row["cells"] for row in found["rows"])
    assert better["verdict"] == "better" and worse["verdict"] == "worse"
    assert better["difference"] == -worse["difference"] == 0.05
    assert (better["low"], better["high"]) == pytest.approx((2.0, 7.0))
    assert (worse["low"], worse["high"]) == pytest.approx((-7.0, -2.0))
    assert even["verdict"] == "even" and even["p"] == 0.4
    assert untested is None


def test_what_did_not_train_is_named_so_and_better_than_nothing():
    pairs = [pair("c", "b", 0.2, 0.001), pair("a", "c", 0.1, 0.001)]
    found = pair_matrix(SUMMARY.assign(not_ok=[0, 0, 1]), pd.DataFrame(pairs))
    assert found["names"] == ["a", "b", "c (did not train)"]
    verdicts = [
        [cell and cell["verdict"] for cell in row["cells"]] for row in found["rows"]
    ]
    assert verdicts == [
        [None, None, "better"], [None, None, "even"], ["worse", "even", None],
    ]  # fmt: skip
    assert found["rows"][2]["cells"][1]["difference"] == 0.2


def test_predictions_made_elsewhere_collapsed():
    outside = SUMMARY.assign(recipe="external", not_ok=[0, 0, 1])
    found = pair_matrix(outside, pd.DataFrame([pair("a", "b", 0.1, 0.01)]))
    assert found["names"][2] == "external c (collapsed)"


@pytest.mark.parametrize(
    ("verdict", "alike"),
    [
        ("equivalent", True),
        ("better by less than the margin", True),
        ("better", False),
        ("undecided", False),
    ],
)
def test_pairs_within_the_margin_are_alike(verdict, alike):
    pairs = pd.DataFrame([pair("a", "b", 0.001, 0.4, verdict)])
    found = pair_matrix(SUMMARY, pairs)
    assert found["margin"].replace("\N{NO-BREAK SPACE}", " ") == "1 point"
    assert found["rows"][0]["cells"][1]["alike"] is alike
    lost = pair_matrix(SUMMARY.assign(not_ok=[0, 1, 0]), pairs)
    assert lost["rows"][0]["cells"][1]["alike"] is False


def test_without_pairs_there_is_no_table():
    assert pair_matrix(SUMMARY, pd.DataFrame()) is None
