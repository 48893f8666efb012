"""The answer about models that did not train, or not long enough."""

import pandas as pd
import pytest

from tests.helpers.answered import answer, gone, plain, summary


def lost(rows, *models):
    """These models, of one run each or more, did not train."""
    gone = rows["model"].isin(models)
    reason = gone.map({True: "collapsed, all answers are 'round'", False: ""})
    rows = rows.assign(not_ok=rows["runs"].where(gone, 0), reason=reason)
    return pd.concat([rows[~gone], rows[gone]], ignore_index=True)


def test_a_collapsed_model_is_never_the_answer_and_is_named_with_its_reason():
    """It has the highest accuracy: nearly all images are of the class it predicts."""
    rows = ("a", 0.9, 0.01, 2), ("b", 0.86, 0.01, 2), ("c", 0.5, 0.01, 2)
    text = plain(answer(lost(summary(*rows), "a"), [0.001, 0.001]))
    assert text.startswith("b is best, with a test accuracy of 86.0 %")
    assert "c is significantly worse" in text
    assert (
        "a (90.0 %) is never called best: collapsed, all answers are 'round'." in text
    )
    assert "2 of 6 runs did not train properly (see “Runs in trouble”)." in text
    assert "All others" not in text and "Without" not in text


def test_the_only_one_that_trained_is_compared_with_nothing():
    rows = lost(summary(("a", 0.9, 0.01, 1), ("b", 0.86, 0.01, 1)), "a")
    text = plain(answer(rows, [0.001]))
    assert text.startswith("b reaches a test accuracy of 86.0 %")
    assert "There is nothing to compare b with: nothing else trained." in text
    assert "p value" not in text and "worse" not in text


def test_if_no_model_trained_there_is_no_winner():
    rows = lost(summary(("a", 0.9, 0.01, 1), ("b", 0.86, 0.01, 2)), "a", "b")
    said = answer(rows, [0.001])
    assert said["best"] == "No model trained properly: there is no best one."
    text = plain(said)
    assert (
        "a (90.0 %) is never called best" in text
        and "b (86.0 %) is never called best" in text
    )
    assert "3 of 3 runs did not train properly" in text
    assert not any(word in text for word in ("is best", "highest", "reaches", "worse"))
    first = answer(rows, [0.001], [gone("c")])["best"]
    assert first.startswith("Among the 3 of 4 runs that succeeded, no model trained")


def test_a_collapsed_outside_prediction_is_named_and_counted():
    rows = summary(("theirs", 0.9, 0.01, 1), ("a", 0.86, 0.01, 2), ("b", 0.8, 0.01, 2))
    rows["recipe"] = ["external", "long", "long"]
    text = plain(answer(lost(rows, "theirs")))
    assert text.startswith("a has the highest test accuracy: 86.0 %")
    assert "external theirs (90.0 %) is never called best: collapsed," in text
    # Its own sentence has counted it.
    assert "1 of 1 outside prediction" not in text
    only = lost(rows[:1], "theirs")
    best = answer(only)["best"]
    assert best == "All predictions collapsed: there is no best one."


def test_an_outside_prediction_is_the_answer_if_nothing_here_trained():
    rows = summary(("theirs", 0.9, 0.01, 1), ("a", 0.86, 0.01, 2))
    rows["recipe"] = ["external", "long"]
    text = plain(answer(lost(rows, "a")))
    assert text.startswith("external theirs reaches a test accuracy of 90.0 %")
    assert "a (86.0 %) is never called best" in text
    assert "Of the models trained here" not in text


@pytest.mark.parametrize(
    ("improving", "not_ok", "said"),
    [
        ((3, 0, 0), (0, 0, 0), "a was still improving when its training stopped: "),
        ((3, 3, 0), (0, 0, 0), "a and b were still improving when their training "),
        ((3, 2, 1), (0, 0, 0), "a, 2 of 3 runs of b and 1 of 3 runs of c were still "),
        ((1, 0, 0), (0, 0, 0), "1 of 3 runs of a was still improving when its "),
        ((2, 0, 0), (1, 0, 0), "a was still improving when its training stopped: "),
    ],
)
def test_what_was_still_improving_is_named(improving, not_ok, said):
    rows = summary(("a", 0.86, 0.01, 3), ("b", 0.8, 0.01, 3), ("c", 0.7, 0.01, 3))
    text = plain(answer(rows.assign(improving=improving, not_ok=not_ok)))
    assert said in text
    assert "training stopped: more epochs may change the ranking." in text


def test_a_lone_model_that_was_still_improving_has_no_ranking_to_change():
    text = plain(answer(summary(("a", 0.86, 0.01, 1)).assign(improving=1)))
    assert "more epochs may raise the accuracy." in text
