"""The words about which model is better; `test_answer.py` has whole answers."""

import pandas as pd
import pytest

from galaxybench.report import verdict

MODEL = {
    **{"recipe": "baseline", "name": "a", "runs": 3, "seeds": 3, "splits": 1},
    **{"accuracy": 0.86, "accuracy_low": 0.84, "accuracy_high": 0.88},
    **{"accuracy_min": 0.85, "accuracy_max": 0.87, "test_images": 2000},
    **{"margin": 0.01, "p_equivalence": 0.3, "verdict": "undecided", "rank_low": 1},
}


def rows(*changes):
    """Rows of models, the first the best; each with what differs from MODEL."""
    return pd.DataFrame([MODEL | change for change in changes])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({}, "hold for other seeds and other test images"),
        ({"seeds": 1, "runs": 1}, "these weights, not the architectures"),
        ({"splits": 5, "seeds": 1}, "the choice of training images"),
        ({"recipe": "ensemble", "seeds": 1}, "holds for these predictions alone"),
        ({"recipe": "external", "seeds": 1}, "holds for these predictions alone"),
        ({"recipe": "external", "seeds": 3}, "hold for other seeds and other test"),
    ],
)
def test_a_claim_says_what_it_is_about(change, words):
    best, other = (row for _, row in rows(change, {"name": "b"}).iterrows())
    assert words in verdict.scope(best, pd.DataFrame([other]))


def test_single_predictions_behind_several_seeds_are_named():
    every = rows({}, {"name": "external b", "recipe": "external", "seeds": 1})
    said = verdict.scope(every.iloc[0], every.iloc[1:])
    assert "external b is a single set of predictions: what is said of it holds" in said
    every = rows({}, {"name": "external b", "recipe": "external", "seeds": 3})
    assert "single" not in verdict.scope(every.iloc[0], every.iloc[1:])


def test_a_single_model_claims_nothing():
    best = rows({}).iloc[0]
    assert verdict.scope(best, rows({}).iloc[1:]) == ""


def test_numbers_of_images_are_rounded_up_to_two_digits():
    best = rows({}).iloc[0]
    others = rows({"name": "b", "p": 0.4, "images_needed": 12_345, "seeds_needed": 0})
    [_, needed] = verdict.others(best, others, ())
    assert "about 13,000 test images instead of 2,000." in needed


def test_the_tests_are_named_once():
    best, pairs = rows({}).iloc[0], pd.DataFrame({"test": ["crossed t"] * 3})
    said = verdict.tests(best, pairs)
    assert said.endswith("over test images and seeds at once, adjusted for all pairs.")
    assert verdict.tests(best, pairs.iloc[:0]) == ""


def test_what_is_equivalent_needs_no_more_images():
    best, size = (
        rows({}).iloc[0],
        {"p": 0.4, "images_needed": 12_345, "seeds_needed": 0},
    )
    even = [{"name": "b", "verdict": "equivalent"}, {"name": "c"}]
    [_, needed] = verdict.others(best, rows(*(each | size for each in even)), ())
    assert needed.startswith("To tell c from a")
    [_] = verdict.others(best, rows(even[0] | size), ())


@pytest.mark.parametrize(
    ("corrected", "words"),
    [
        (
            0.851,
            "Because a was chosen as the best of 2 on these test images, its accur",
        ),
        (0.851, "is probably too high; corrected for that: 85.1 % [83.0, 87.1]."),
        (
            0.8601,
            "chosen as the best of 2 on these test images; corrected for that, its",
        ),
    ],
)
def test_the_accuracy_of_the_best_is_corrected_for_its_choice(corrected, words):
    ends = {"corrected_low": 0.83, "corrected_high": 0.871}
    every = rows({"corrected": corrected} | ends, {"accuracy": 0.8}, {"rank_low": None})
    said = verdict.chosen(every.iloc[0], every).replace("\N{NO-BREAK SPACE}", " ")
    assert words in said
    assert verdict.chosen(every.iloc[1], every) == ""
    assert verdict.chosen(rows({}).iloc[0], every) == ""


def test_of_single_sets_of_predictions_the_page_compares_no_methods():
    every = rows(*[{"recipe": "external", "seeds": 1, "runs": 1}] * 2)
    said = verdict.scope(every.iloc[0], every.iloc[1:])
    assert "Each row is a single set of predictions." in said and "not the meth" in said


def test_a_close_race_has_no_corrected_number():
    """The corrected accuracy would be below that of a model that lost."""
    known = {"corrected": 0.80, "corrected_low": 0.78, "corrected_high": 0.87}
    every = rows(known, {})
    said = verdict.chosen(every.iloc[0], every).replace("\N{NO-BREAK SPACE}", " ")
    assert "The race is too close" in said and "between 78.0 and 87.0 %" in said
    assert "80.0" not in said.replace("95 %", "")
