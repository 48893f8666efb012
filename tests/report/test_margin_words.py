"""Which models are as good as the best, and what they cost, in words."""

import pandas as pd
import pytest

from galaxybench.report.margin_words import as_good, printed, sentences

MODEL = {
    **{"recipe": "baseline", "name": "a", "runs": 3, "seeds": 3, "splits": 1},
    **{"margin": 0.01, "p_equivalence": 0.02, "verdict": "equivalent"},
    **{"train_seconds": 600.0, "flops": 1e9, "parameters": 1e6, "device": "one GPU"},
}
BETTER = {"verdict": "better", "p_equivalence": 0.9}


def said(*changes, best=None):
    """What is said of models that differ from MODEL by these changes."""
    rows = pd.DataFrame(
        [MODEL | {"name": name} | each for name, each in zip("bcde", changes)]  # noqa: B905
    )
    found = " ".join(sentences(pd.Series(MODEL | (best or {})), rows))
    return found.strip().replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("margin", "words"), [(0.01, "1 point"), (0.005, "0.5 points"), (0.02, "2 points")]
)
def test_a_margin_is_printed_in_points(margin, words):
    assert printed(margin).replace("\N{NO-BREAK SPACE}", " ") == words


def test_each_verdict_has_its_words():
    within = {"verdict": "better by less than the margin"}
    undecided = {"verdict": "undecided", "p_equivalence": 0.3}
    text = said({}, within, undecided, BETTER)
    assert text == (
        "b is as good as a within the margin of 1 point (two one-sided tests, p = "
        "0.02). c is worse than a, but by less than the margin of 1 point (two "
        "one-sided tests, p = 0.02). Undecided: neither a difference from a nor "
        "equality within the margin of 1 point is shown for d."
    )
    several = said({}, {"p_equivalence": 0.04})
    assert "b and c are as good as a within" in several
    assert "p = 0.04 or less)" in several


def test_of_what_was_not_tested_or_is_worse_nothing_is_said():
    assert said({"margin": None, "verdict": None}) == ""
    assert said(BETTER) == ""


def test_one_training_speaks_of_its_weights():
    once = {"seeds": 1, "runs": 1}
    assert said({}, best=once).startswith("Of one training each, that of b is as good")
    assert said({}, {}, best=once).startswith("Of one training each, those of b and c")
    assert said({}, best=once | {"splits": 5}).startswith("b is as good as a")


def test_the_cheapest_that_is_as_good_is_named_with_all_known_costs():
    cheap = {"train_seconds": 100.0, "flops": 5e7, "parameters": 2e6}
    text = said({"train_seconds": 300.0}, cheap, BETTER | {"train_seconds": 1.0})
    assert text.endswith(
        "c takes 17 % of the training time, 5.0 % of the operations per image and 200 "
        "% of the parameters of a."
    )


def test_times_of_other_machines_are_not_compared():
    text = said({"train_seconds": 100.0, "flops": 5e8, "device": "another GPU"})
    assert text.endswith("b takes 50 % of the operations per image and 100 % of the pa"
                         "rameters of a.")  # fmt: skip
    unknown = {"device": None, "train_seconds": 100.0}
    assert "takes" not in said(unknown, best={"device": None})


def test_what_has_no_costs_is_not_called_cheap():
    none = dict.fromkeys(("train_seconds", "flops", "parameters"))
    assert "takes" not in said(none)
    assert "takes" not in said({"train_seconds": 100.0}, best=none)
    assert "takes" not in said({"train_seconds": 590.0})


def test_what_is_as_good():
    rows = pd.DataFrame({"verdict": ["equivalent", "better", None, "undecided"]})
    assert as_good(rows).tolist() == [True, False, False, False]
