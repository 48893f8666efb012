import pytest

from galaxybench.comparison.class_scores import confused_pairs

CLASSES = ["round", "edge-on", "cigar"]


def scored(confusion, split="holdout", seed=0, model="lenet5"):
    names = {"split": split, "recipe": "baseline", "model": model, "seed": seed}
    return names, {"confusion": confusion, "classes": CLASSES}


def said(pairs):
    return [(p["true"], p["predicted"], p["errors"], p["images"]) for p in pairs]


def test_the_pairs_with_most_errors_come_first():
    one = [[8, 1, 3], [0, 95, 5], [2, 0, 8]]
    pairs = confused_pairs([scored(one)])["baseline", "lenet5"]
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
    seeds = confused_pairs([scored(first), scored(second, seed=1)])
    assert said(seeds["baseline", "lenet5"]) == [
        ("round", "edge-on", pytest.approx(3.5), 10)
    ]
    folds = confused_pairs([scored(first, "cv-fold0"), scored(second, "cv-fold1")])
    assert said(folds["baseline", "lenet5"]) == [
        ("round", "edge-on", pytest.approx(7), 20)
    ]


def test_a_model_without_errors_has_no_pairs():
    right = [[1, 0, 0], [0, 1, 0], [0, 0, 0]]
    assert confused_pairs([scored(right)]) == {("baseline", "lenet5"): []}
    assert confused_pairs([]) == {}
