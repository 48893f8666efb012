import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import precision_recall_fscore_support

from galaxybench.comparison.class_scores import (
    class_scores,
    confused_pairs,
    pool,
    surely_best,
)
from galaxybench.evaluation.metrics import rates
from tests.helpers.made_rows import made_row


def scored(confusion, split="holdout", seed=0, model="lenet5"):
    classes = ["round", "edge-on", "spiral"]
    true, guess = np.nonzero(confusion)
    counts = np.array(confusion)[true, guess]
    labels, predicted = (np.repeat(each, counts) for each in (true, guess))
    table = pd.DataFrame({"label": labels, "predicted": predicted})
    return made_row(model, seed, split, metrics=rates(table, classes))


FIRST = [[4, 1, 0], [2, 3, 0], [0, 0, 0]]
SECOND = [[5, 0, 0], [0, 4, 1], [0, 0, 0]]


def test_agrees_with_scikit_learn_on_the_pooled_predictions():
    (rows,) = class_scores([scored(FIRST), scored(SECOND, seed=1)]).values()
    pooled = np.array(FIRST) + SECOND
    true, guess = np.nonzero(pooled)
    weights = pooled[true, guess]
    expected = precision_recall_fscore_support(
        np.repeat(true, weights), np.repeat(guess, weights), labels=[0, 1]
    )
    for key, values in zip(("precision", "recall", "f1"), expected, strict=False):
        assert [row[key] for row in rows[:2]] == pytest.approx(values.tolist()), key
        assert rows[3][key] == pytest.approx(values.mean())


def test_images_are_counted_once_over_seeds_and_added_over_folds():
    (rows,) = class_scores([scored(FIRST), scored(SECOND, seed=1)]).values()
    assert [row["images"] for row in rows] == [5, 5, 0, 10]
    folds = [scored(FIRST, "cv-fold0"), scored(SECOND, "cv-fold1")]
    assert class_scores(folds)["baseline", "lenet5"][0]["images"] == 10


def test_a_class_without_images_has_no_recall():
    (rows,) = class_scores([scored(SECOND)]).values()
    assert rows[2]["recall"] is rows[2]["f1"] is None
    assert rows[2]["precision"] == 0.0


def test_confusion_adds_over_seeds_and_classes_are_alike():
    matrix, images = pool([scored(FIRST), scored(SECOND, seed=1)])["baseline", "lenet5"]
    assert matrix.tolist() == [[9, 1, 0], [2, 7, 1], [0, 0, 0]]
    assert images.tolist() == [5, 5, 0]
    metrics = scored(FIRST).metrics | {"classes": ["a", "b", "c"]}
    with pytest.raises(ValueError, match=r"dense.*'a', 'b', 'c'.*lenet5.*'round'"):
        pool([scored(SECOND), made_row("dense", metrics=metrics)])


def ends(rows, score="recall"):
    return np.array(
        [[row[f"{score}_{end}"] for end in ("low", "high")] for row in rows]
    )


def test_the_interval_of_one_run_is_that_of_its_metrics():
    row = scored(FIRST)
    metrics = row.metrics
    (rows,) = class_scores([row]).values()
    for score, mean in (("recall", "balanced_accuracy"), ("f1", "macro_f1")):
        assert ends(rows[:2], score) == pytest.approx(
            ends(metrics["per_class"][:2], score)
        )
        assert rows[3][f"{score}_low"] == pytest.approx(metrics[f"{mean}_low"])
        assert rows[2][f"{score}_low"] is rows[2][f"{score}_high"] is None
    assert ends(rows[:3], "precision") == pytest.approx(
        ends(metrics["per_class"], "precision")
    )
    assert rows[3]["precision"] > 0 and rows[3]["precision_low"] is None


def test_seeds_share_their_images_and_folds_narrow_the_interval():
    """Two equal folds: the half widths by the square root of two, as with any mean."""
    one = class_scores([scored(FIRST)])["baseline", "lenet5"]
    seeds = [scored(FIRST), scored(FIRST, seed=1)]
    folds = [scored(FIRST, "cv-fold0"), scored(FIRST, "cv-fold1")]
    same, narrow = (class_scores(runs)["baseline", "lenet5"] for runs in (seeds, folds))
    assert ends(same[:2]) == pytest.approx(ends(one[:2]))
    value = np.array([[row["recall"]] for row in one[:2]])
    assert ends(narrow[:2]) - value == pytest.approx((ends(one[:2]) - value) / 2**0.5)


def test_the_interval_over_folds_holds_what_was_true():
    """Two folds of 40 and 80 images of a class that is found with p = 0.7."""
    random = np.random.default_rng(0)
    held = []
    for _ in range(100):
        runs = []
        for fold, images in enumerate((40, 80)):
            found = random.binomial(images, 0.7)
            confusion = [[found, images - found, 0], [0, 50, 0], [0, 0, 50]]
            runs.append(scored(confusion, f"cv-fold{fold}"))
        row = class_scores(runs)["baseline", "lenet5"][0]
        held.append(row["recall_low"] <= 0.7 <= row["recall_high"])
    assert 0.90 <= np.mean(held) <= 0.99


def test_models_stay_apart():
    both = class_scores([scored(FIRST), scored(SECOND, model="dense")])
    assert both["baseline", "lenet5"][0]["recall"] == pytest.approx(0.8)
    assert both["baseline", "dense"][0]["recall"] == 1.0
    assert class_scores([]) == {}


def counted(confusion, split="holdout", seed=0, model="lenet5"):
    metrics = {"confusion": confusion, "classes": ["round", "edge-on", "cigar"]}
    return made_row(model, seed, split, metrics=metrics)


def said(pairs):
    return [(p["true"], p["predicted"], p["errors"], p["images"]) for p in pairs]


def test_the_pairs_with_most_errors_come_first():
    one = [[8, 1, 3], [0, 95, 5], [2, 0, 8]]
    pairs = confused_pairs([counted(one)])["baseline", "lenet5"]
    assert said(pairs) == [
        ("edge-on", "cigar", 5, 100),
        ("round", "cigar", 3, 12),
        ("cigar", "round", 2, 10),
    ]
    assert pairs[1]["share"] == 0.25


def test_seeds_are_averaged_and_folds_added():
    first, second = (
        [[8, 2, 0], [0, 10, 0], [0, 0, 5]],
        [[5, 5, 0], [0, 10, 0], [0, 0, 5]],
    )
    seeds = confused_pairs([counted(first), counted(second, seed=1)])
    assert said(seeds["baseline", "lenet5"]) == [
        ("round", "edge-on", pytest.approx(3.5), 10)
    ]
    folds = confused_pairs([counted(first, "cv-fold0"), counted(second, "cv-fold1")])
    assert said(folds["baseline", "lenet5"]) == [
        ("round", "edge-on", pytest.approx(7), 20)
    ]


def test_a_model_without_errors_has_no_pairs():
    right = [[1, 0, 0], [0, 1, 0], [0, 0, 0]]
    assert confused_pairs([counted(right)]) == {("baseline", "lenet5"): []}
    assert confused_pairs([]) == {}


def compared(**models):
    """F1 of these models, one number per class, each ± 0.05."""
    return pd.DataFrame(
        {
            "model": model, "class": f"class {n}",
            "f1": value, "f1_low": value - 0.05, "f1_high": value + 0.05,
        }
        for model, values in models.items()
        for n, value in enumerate(values)
    )  # fmt: skip


def test_the_best_of_a_class_is_marked_where_it_is_no_chance():
    """Two margins of 0.05 make 0.071: a difference of 0.08 is significant alone."""
    scores = compared(first=[0.9, 0.80, np.nan], second=[0.7, 0.72, np.nan])
    assert surely_best(scores).tolist() == [True, True, False, False, False, False]
    third = compared(first=[0.9], second=[0.85], third=[0.5])
    assert not surely_best(third).any()
    assert not surely_best(compared(only=[0.9])).any()


def test_the_best_are_adjusted_for_all_classes():
    """Holm: of ten classes with p from 0.026 on, none is marked."""
    one, ten = compared(a=[0.80], b=[0.72]), compared(a=[0.80] * 10, b=[0.72] * 10)
    assert surely_best(one).sum() == 1
    assert surely_best(ten).sum() == 0


def test_a_class_with_few_images_is_rough_and_so_is_the_mean():
    few, many = (
        [[15, 4, 0], [2, 30, 0], [0, 0, 40]],
        [[20, 4, 0], [2, 30, 0], [0, 0, 0]],
    )
    for confusion, rough in ((few, [True, False, False, True]), (many, [0, 0, 1, 0])):
        (rows,) = class_scores([scored(confusion)]).values()
        assert [row["rough"] for row in rows] == rough


def test_an_interval_holds_the_scores_of_all_seeds():
    """A class that one seed never finds, and another one finds."""
    never = [[20, 0], [6, 0]]
    often = [[18, 2], [1, 5]]
    rows = class_scores([scored(never), scored(often, seed=1)])["baseline", "lenet5"]
    for score in ("precision", "recall", "f1"):
        seeds = [
            class_scores([scored(own)])["baseline", "lenet5"][1][score]
            for own in (never, often)
        ]
        known = [value for value in seeds if value is not None]
        assert rows[1][f"{score}_low"] <= min(known)
        assert max(known) <= rows[1][f"{score}_high"]
