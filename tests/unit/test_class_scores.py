import numpy as np
import pytest
from sklearn.metrics import precision_recall_fscore_support

from galaxybench.class_scores import class_scores


def scored(confusion, split="holdout", seed=0, model="lenet5"):
    names = {"split": split, "recipe": "baseline", "model": model, "seed": seed}
    return names, {"confusion": confusion, "classes": ["round", "edge-on", "spiral"]}


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


def test_models_stay_apart():
    both = class_scores([scored(FIRST), scored(SECOND, model="dense")])
    assert both["baseline", "lenet5"][0]["recall"] == pytest.approx(0.8)
    assert both["baseline", "dense"][0]["recall"] == 1.0
    assert class_scores([]) == {}
