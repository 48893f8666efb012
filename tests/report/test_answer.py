import pytest

from galaxybench.report.answer import answer as answer_of
from tests.helpers.answered import answer, gone, paired, plain, summary


def test_a_clear_winner():
    rows = summary(("alexnet", 0.86, 0.01, 3), ("dense", 0.7, 0.02, 3))
    text = plain(answer(rows, [0.0002]))
    assert "alexnet is best, with a test accuracy of 86.0 % [85.0, 87.0]" in text
    assert "on 2,000 test images, the mean over 3 seeds" in text
    assert "hold for other seeds and other test images" in text
    assert "dense is significantly worse at the 5 % level (p < 0.001)." in text
    assert "most common class would reach 30.0 %" in text
    assert "those of a t test over test images and seeds at once." in text
    assert "adjusted" not in text and "best is among" not in text


def test_what_is_not_significantly_different_has_its_p_value():
    rows = ("a", 0.86, 0.02, 2), ("b", 0.83, 0.02, 2), ("c", 0.5, 0.02, 2)
    text = plain(answer(summary(*rows), [0.41, 0.001], needed=12_345, seeds=7))
    assert "a has the highest test accuracy: 86.0 % [84.0, 88.0]" in text
    assert "b (83.0 %, p = 0.41) is not significantly different from a." in text
    assert "c is significantly worse at the 5 % level (p = 0.001)." in text
    assert "the mean over 2 seeds (from 85.0 to 87.0)" in text
    assert (
        "To tell b from a in 80 % of cases, if the observed difference is real" in text
    )
    assert "about 13,000 test images instead of 2,000, or 7 seeds instead of 2." in text
    assert "adjusted for all pairs." in text


@pytest.mark.parametrize(
    ("images", "seeds", "words"),
    [
        (12_345, None, "about 13,000 test images instead of 2,000."),
        (None, 9, "about 9 seeds instead of 3."),
        (1_900, 9, "about 9 seeds instead of 3."),
        (1_900, 3, ""),
        (None, None, ""),
    ],
)
def test_what_would_tell_two_architectures_apart(images, seeds, words):
    rows = summary(("a", 0.86, 0.02, 3), ("b", 0.83, 0.02, 3))
    text = plain(answer(rows, [0.2], needed=images, seeds=seeds))
    assert words in text and ("it takes about" in text) == bool(words)


def test_one_training_each_speaks_of_weights_and_says_what_would_decide():
    rows = summary(("a", 0.86, 0.02, 1), ("b", 0.83, 0.02, 1))
    options = {"needed": 12_345, "seeds": 5, "test": "paired t"}
    text = plain(answer(rows, [0.2], **options))
    first = "Of one training each, that of a has the highest test accuracy: 86.0 %"
    assert text.startswith(first)
    assert "compares these weights, not the architectures" in text
    assert "13,000 test images instead of 2,000, or 5 seeds of each if they" in text
    sure = plain(answer(rows, [0.01], **options))
    assert sure.startswith("Of one training each, that of a is best,")
    assert "a paired t test on the same 2,000 test images" in sure
    begun = answer(rows, [0.01], [gone("c")], **options)["best"]
    assert begun.startswith("Among the 2 of 3 runs that succeeded, of one training")


def test_models_of_which_each_may_be_the_best_are_named():
    rows = summary(("a", 0.86, 0.02, 3), ("b", 0.85, 0.02, 3), ("c", 0.8, 0.02, 3))
    text = plain(answer(rows.assign(rank_low=[1, 1, 3]), [0.4, 0.01]))
    assert "With 95 % confidence, the best is among a and b: a leads in 60.0 %" in text
    assert "of resampled test images and seeds, which is not the prob" in text
    many = summary(*((f"m{n}", 0.8, 0.02, 3) for n in range(12))).assign(rank_low=1)
    assert "the best is among 12 of them" in plain(answer(many))
    over_folds = rows.assign(rank_low=1, leads=float("nan"), splits=5)
    text = plain(answer(over_folds, [0.4, 0.3], test="Nadeau-Bengio"))
    assert "the best is among a, b and c." in text


def test_folds_name_their_test():
    rows = summary(("a", 0.86, 0.02, 1), ("b", 0.83, 0.02, 1), ("c", 0.8, 0.02, 1))
    text = plain(answer(rows, [0.03, 0.01], test="Nadeau-Bengio"))
    assert (
        "All others are significantly worse at the 5 % level (p = 0.03 or less)."
        in text
    )
    assert "corrected t test of Nadeau and Bengio over the folds" in text


def test_a_row_with_other_test_images_is_named():
    rows = summary(("a", 0.86, 0.02, 1), ("b", 0.83, 0.02, 1))
    text = plain(answer_of(rows, paired(rows, [0.5]).iloc[:0]))
    assert "that of a has the highest test accuracy" in text
    assert "Not tested against a, because the test images differ: b." in text


def test_models_at_the_same_accuracy_share_the_highest():
    rows = ("a", 0.86, 0.01, 1), ("b", 0.86, 0.01, 1), ("c", 0.86, 0.01, 1)
    text = plain(answer(summary(*rows, ("d", 0.7, 0.01, 1))))
    assert text.startswith("a, b and c share the highest test accuracy: 86.0 % [")
    assert "d (70.0 %, p = 0.50) are not significantly different from a." in text


def test_one_model_is_no_comparison():
    text = plain(answer(summary(("a", 0.86, 0.02, 1))))
    assert "a reaches a test accuracy of 86.0 %" in text
    assert "There is nothing to compare" in text
    assert "highest" not in text


def test_no_better_than_the_most_common_class():
    text = plain(answer(summary(("a", 0.31, 0.02, 1), ("b", 0.3, 0.02, 1))))
    assert "No model is clearly better than always predicting" in text


def test_runs_in_trouble_are_counted():
    rows = summary(("a", 0.86, 0.02, 2), ("b", 0.5, 0.02, 2)).assign(not_ok=[0, 1])
    text = plain(answer(rows))
    assert "1 of 4 runs did not train properly" in text
    assert "it counts in the means" in text
    text = plain(answer(rows.assign(not_ok=[1, 1])))
    assert "2 of 4 runs did not train properly" in text
    assert "they count in the means. Without them: a 86.0 % and b 50.0 %." in text


def test_recipes_are_named_where_there_are_several():
    rows = summary(("a", 0.86, 0.02, 1), ("a", 0.85, 0.02, 1))
    rows["recipe"] = ["long", "short"]
    text = plain(answer(rows))
    assert "a with long has the highest" in text
    assert "a with short (85.0 %, p = 0.50)" in text


def test_an_ensemble_ahead_is_named_as_one_beside_the_best_model():
    rows = summary(("three", 0.9, 0.01, 1), ("a", 0.86, 0.01, 3), ("b", 0.8, 0.01, 3))
    rows["recipe"] = ["ensemble", "long", "long"]
    text = plain(answer(rows))
    assert text.startswith("ensemble three has the highest test accuracy: 90.0 %")
    assert (
        "Of the models trained here, a has the highest accuracy: 86.0 % [85.0, 87.0]"
        in text
    )
    assert "the mean over 3 seeds" in text
    assert "ensemble three is a single set of predictions" in text
    assert "Trained once" not in text


def test_an_ensemble_of_outside_predictions_names_the_best_of_them():
    rows = summary(("three", 0.9, 0.01, 1), ("a", 0.86, 0.01, 3), ("b", 0.8, 0.01, 3))
    rows["recipe"] = ["ensemble", "external", "external"]
    text = plain(answer(rows))
    assert "Of the predictions made elsewhere, external a has the highest" in text


def test_a_collapsed_row_from_outside_is_in_the_answer_and_in_the_counts():
    rows = summary(("a", 0.86, 0.01, 3), ("flat", 0.4, 0.01, 1))
    rows = rows.assign(recipe="external", not_ok=[1, 1], reason=["", "collapsed, all"])
    text = plain(answer(rows))
    assert "external flat (40.0 %) is never called best: collapsed, all." in text
    assert "2 of 4 outside predictions collapsed" in text


def test_an_ensemble_behind_changes_no_name():
    rows = summary(("a", 0.86, 0.01, 3), ("three", 0.855, 0.01, 1))
    rows["recipe"] = ["long", "external"]
    text = plain(answer(rows))
    assert text.startswith("a has the highest test accuracy")
    assert "external three (85.5 %, p = 0.50) is not significantly different" in text
    assert "Of the models trained here" not in text


def test_runs_in_trouble_are_runs():
    rows = summary(("a", 0.86, 0.02, 3), ("vote", 0.5, 0.02, 1))
    rows = rows.assign(recipe=["long", "ensemble"], not_ok=[1, 1])
    counted = "1 of 3 runs did not train properly and 1 of 1 ensemble collapsed (see"
    assert counted in plain(answer(rows))


FOUR = ("a", 0.9, 0.01, 3), ("b", 0.89, 0.01, 3), ("c", 0.8, 0.01, 3)
FOUR = *FOUR, ("d", 0.7, 0.01, 3)


WORSE = "significantly worse at the 5 % level"
EVEN = "not significantly different from a"


def said(p):
    """The sentences on four models; p of each with the best, None where not tested."""
    rows = summary(*FOUR)
    table = paired(rows, [0.5 if each is None else each for each in p], needed=9_000)
    untested = {m for m, each in zip("bcd", p, strict=True) if each is None}
    alone = (table["model_a"] == "a") & table["model_b"].isin(untested)
    return plain(answer_of(rows, table[~alone]))


@pytest.mark.parametrize(
    ("p", "best", "others"),
    [
        ((0.01, 0.002, 0.001), "is best", f"All others are {WORSE} (p = 0.01 or less)"),
        ((1e-9, 1e-9, 1e-9), "is best", f"All others are {WORSE} (p < 0.001)."),
        ((0.4, 0.01, 0.01), "has", f"p = 0.40) is {EVEN}."),
        ((0.4, 0.01, 0.01), "has", f"The others are {WORSE} (p = 0.01 or less)."),
        ((0.4, 0.3, 0.01), "has", "b (89.0 %, p = 0.40) and c (80.0 %, p = 0.30) are"),
        ((0.4, 0.3, 0.01), "has", f"d is {WORSE} (p = 0.01)."),
        ((0.4, 0.3, 0.2), "has", f" and d (70.0 %, p = 0.20) are {EVEN}."),
        ((None, 0.01, 0.01), "has", f"c and d are {WORSE} (p = 0.01 or less)."),
        ((None, None, 0.01), "has", f"d is {WORSE} (p = 0.01)."),
        ((0.4, None, 0.01), "has", f"b (89.0 %, p = 0.40) is {EVEN}."),
        ((0.4, None, 0.01), "has", f"d is {WORSE} (p = 0.01)."),
    ],
)  # fmt: skip
def test_words_follow_numbers(p, best, others):
    text = said(p)
    assert text.startswith(f"a {best}")
    assert others in text
    too_small = "To tell b from a in 80 %"
    assert (too_small in text) == (p[0] is not None and p[0] > 0.05)
    assert ("Not tested against a" in text) == (None in p)
    assert ("worse" in text) == any(each and each < 0.05 for each in p)
    assert "All others" not in text or None not in p


def test_a_lone_pair_and_ties_need_no_size():
    rows = summary(("a", 0.86, 0.01, 1), ("b", 0.86, 0.01, 1))
    text = plain(answer(rows, [1.0], needed=None))
    assert "b (86.0 %, p = 1.00) is not significantly different from a." in text
    assert "it takes about" not in text


def test_over_folds_the_assumption_is_stated():
    rows = summary(("a", 0.86, 0.01, 10), ("b", 0.8, 0.01, 10)).assign(splits=5)
    text = plain(answer(rows.assign(seeds=2), [0.01], test="Nadeau-Bengio"))
    assert "the mean over 2 seeds × 5 folds" in text
    one = plain(answer(rows.assign(seeds=1), [0.01], test="Nadeau-Bengio"))
    for words in (text, one):
        assert "Over folds, the test assumes how strongly the choice" in words
        assert "trained once" not in words and words.startswith("a is best")


def test_the_answer_says_of_how_many_runs_it_is():
    rows = summary(("lenet5", 0.9, 0.01, 3), ("dense", 0.6, 0.02, 2))
    missing = [gone("dense", 2), gone("vgg16"), gone("both", recipe="ensemble")]
    first = answer(rows, [1e-6], missing)["best"]
    assert first.startswith("Among the 5 of 7 runs that succeeded, lenet5 is best, ")
    # Of a failed ensemble nothing is said here.
    first = answer(rows, [1e-6], missing[2:])["best"]
    assert first.startswith("lenet5 is best")


def test_one_model_is_left_because_the_others_failed_or_there_are_none():
    alone = summary(("lenet5", 0.9, 0.01, 2))
    failed = "nothing to compare lenet5 with: the others failed."
    assert failed in plain(answer(alone, missing=[gone("dense")]))
    assert "has one model" in plain(answer(alone, missing=[gone("lenet5", 2)]))


def test_the_number_of_runs_is_named_where_some_seeds_and_folds_failed():
    rows = summary(("lenet5", 0.9, 0.01, 5), ("dense", 0.6, 0.02, 6))
    rows = rows.assign(seeds=2, splits=3)
    first = plain(answer(rows, [1e-6], [gone("lenet5")], test="Nadeau-Bengio"))
    assert "the mean over 5 runs of 2 seeds × 3 folds (from" in first
