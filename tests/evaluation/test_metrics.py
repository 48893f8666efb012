import json

import numpy as np
import pandas as pd
import pytest
from sklearn import metrics as sklearn_metrics

from galaxybench.evaluation.metrics import rates, score, validation

CLASSES = ["round", "edge-on", "spiral"]
HISTORY = pd.DataFrame(
    {
        "epoch": [1, 2],
        "loss": [1.0, 0.5],
        "accuracy": [0.6, 0.8],
        "val_loss": [1.0, 0.6],
        "val_accuracy": [0.6, 0.8],
        "learning_rate": [0.001, 0.001],
    }
)
RUN = {
    "model": {"architecture": "lenet5", "options": {}},
    "recipe": {"batch_size": 64},
    "train_images": 640,
    "stopped_because": "all epochs done",
}


def predictions(labels, probabilities):
    probabilities = np.asarray(probabilities, dtype=float)
    table = pd.DataFrame(probabilities).add_prefix("p")
    table.insert(0, "predicted", probabilities.argmax(axis=1))
    table.insert(0, "label", labels)
    table.insert(0, "source_index", np.arange(len(table)))
    table.insert(0, "index", np.arange(len(table)))
    return table


def drawn(images=300, classes=3, seed=1):
    generator = np.random.default_rng(seed)
    labels = generator.integers(0, classes, images)
    logits = generator.normal(size=(images, classes))
    logits[np.arange(images), labels] += 1.5
    powers = np.exp(logits)
    return labels, powers / powers.sum(axis=1, keepdims=True)


def test_six_images_by_hand():
    """Of 6 images 4 are right; class 0: 2 of 3, class 1: 2 of 2, class 2: 0 of 1."""
    table = predictions(
        [0, 0, 0, 1, 1, 2],
        [
            [0.8, 0.1, 0.1],
            [0.7, 0.2, 0.1],
            [0.1, 0.6, 0.3],
            [0.2, 0.7, 0.1],
            [0.3, 0.5, 0.2],
            [0.6, 0.1, 0.3],
        ],
    )
    result = score(table, HISTORY, RUN, CLASSES)
    assert result["test_images"] == 6
    assert result["accuracy"] == pytest.approx(4 / 6)
    assert result["balanced_accuracy"] == pytest.approx((2 / 3 + 1 + 0) / 3)
    assert result["macro_precision"] == pytest.approx((2 / 3 + 2 / 3 + 0) / 3)
    assert result["macro_f1"] == pytest.approx((2 / 3 + 4 / 5 + 0) / 3)
    logs = np.log([0.8, 0.7, 0.1, 0.7, 0.5, 0.3])
    assert result["log_loss"] == pytest.approx(-logs.mean())
    # The third image has its class last; all others first or second.
    assert result["top2_accuracy"] == pytest.approx(5 / 6)
    assert result["majority_baseline"] == pytest.approx(0.5)
    # Cohen 1960: (4/6 - 15/36) / (1 - 15/36). Gorodkin 2004 for three classes:
    # (6 * 4 - 15) / sqrt((36 - 18) (36 - 14)).
    assert result["kappa"] == pytest.approx(9 / 21)
    assert result["mcc"] == pytest.approx(9 / np.sqrt(18 * 22))
    # Pairs of an image of the class and one of the rest, by how p ranks them.
    assert result["roc_auc"] == pytest.approx((6 / 9 + 7 / 8 + 4.5 / 5) / 3)
    assert result["confusion"] == [[2, 1, 0], [0, 2, 0], [1, 0, 0]]
    expected = {
        "class": "edge-on",
        "support": 2,
        "precision": pytest.approx(2 / 3),
        "recall": 1.0,
        "f1": pytest.approx(0.8),
    }
    assert expected.items() <= result["per_class"][1].items()
    # Wilson's interval of 2 out of 2: n / (n + 1.96²).
    assert result["per_class"][1]["recall_low"] == pytest.approx(0.3424, abs=1e-4)
    assert result["per_class"][1]["recall_high"] == 1
    assert (result["macro_f1_large"], result["large_classes"]) == (None, 0)
    assert (result["status"], result["reason"]) == ("ok", None)


def test_brier_is_the_squared_distance_over_all_classes():
    table = predictions([0, 2], [[0.7, 0.2, 0.1], [0.1, 0.6, 0.3]])
    by_hand = (0.3**2 + 0.2**2 + 0.1**2 + 0.1**2 + 0.6**2 + 0.7**2) / 2
    assert rates(table, CLASSES)["brier"] == pytest.approx(by_hand)
    two = predictions([0, 1], [[0.7, 0.3], [0.6, 0.4]])
    by_hand = (2 * 0.3**2 + 2 * 0.6**2) / 2
    assert rates(two, CLASSES[:2])["brier"] == pytest.approx(by_hand)


def test_agrees_with_scikit_learn():
    labels, probabilities = drawn()
    table = predictions(labels, probabilities)
    result = score(table, HISTORY, RUN, CLASSES)
    guess = table["predicted"]
    for ours, theirs in {
        "accuracy": sklearn_metrics.accuracy_score(labels, guess),
        "balanced_accuracy": sklearn_metrics.balanced_accuracy_score(labels, guess),
        "macro_f1": sklearn_metrics.f1_score(labels, guess, average="macro"),
        "macro_recall": sklearn_metrics.recall_score(labels, guess, average="macro"),
        "log_loss": sklearn_metrics.log_loss(labels, probabilities),
        "kappa": sklearn_metrics.cohen_kappa_score(labels, guess),
        "mcc": sklearn_metrics.matthews_corrcoef(labels, guess),
        "roc_auc": sklearn_metrics.roc_auc_score(
            labels, probabilities, multi_class="ovr"
        ),
    }.items():
        assert result[ours] == pytest.approx(theirs), ours


def test_a_class_without_test_images_leaves_the_averages_alone():
    labels, probabilities = drawn(classes=2)
    wide = np.column_stack([probabilities, np.full(len(labels), 1e-9)])
    two = score(predictions(labels, probabilities), HISTORY, RUN, CLASSES[:2])
    three = score(predictions(labels, wide), HISTORY, RUN, CLASSES)
    for key in ("balanced_accuracy", "macro_f1", "macro_precision"):
        assert three[key] == pytest.approx(two[key])
    assert three["per_class"][2]["recall"] is None


def test_rounded_probabilities_are_scored_without_a_warning(recwarn):
    labels, probabilities = drawn()
    score(predictions(labels, probabilities.round(6)), HISTORY, RUN, CLASSES)
    assert not recwarn.list


def test_probabilities_that_are_not_finite_are_a_collapse_and_still_json():
    labels, probabilities = drawn(images=20)
    table = predictions(labels, probabilities)
    table.loc[3, ["p0", "p1", "p2"]] = np.nan
    result = score(table, HISTORY, RUN, CLASSES)
    assert result["status"] == "collapsed"
    assert "not finite" in result["reason"]
    assert result["log_loss"] is None
    json.dumps(result, allow_nan=False)


def test_refuses_predictions_of_another_split():
    labels, probabilities = drawn()
    table = predictions(labels, probabilities)
    with pytest.raises(ValueError, match="3 probability columns.*2 classes"):
        score(table, HISTORY, RUN, CLASSES[:2])
    with pytest.raises(ValueError, match="column 'label'.*allowed are 0 to 2"):
        score(table.assign(label=5), HISTORY, RUN, CLASSES)


def test_validation_scores_are_those_of_the_epoch_kept():
    history = HISTORY.assign(val_accuracy=[0.9, 0.8])
    labels, probabilities = drawn()
    run = RUN | {"best_epoch": 2}
    result = score(predictions(labels, probabilities), history, run, CLASSES)
    assert (result["val_accuracy"], result["val_loss"]) == (0.8, 0.6)
    assert result["best_val_accuracy"] == 0.9


def test_validation_scores_that_are_not_finite_are_none():
    none = {"val_accuracy": None, "val_loss": None, "best_val_accuracy": None}
    assert validation(HISTORY.iloc[:0], {"best_epoch": 1}) == none
    broken = validation(HISTORY.assign(val_loss=np.inf), {"best_epoch": 1})
    assert (broken["val_accuracy"], broken["val_loss"]) == (0.6, None)


def test_rates_are_the_part_of_a_score_that_needs_no_training():
    labels, probabilities = drawn()
    table = predictions(labels, probabilities)
    result, whole = rates(table, CLASSES), score(table, HISTORY, RUN, CLASSES)
    assert set(whole) - set(result) == {
        *("test_images", "status", "reason", "still_improving"),
        *("val_accuracy", "val_loss", "best_val_accuracy"),
        *("temperature", "log_loss_scaled", "brier_scaled", "ece_scaled"),
        *("ece_scaled_expected", "ece_scaled_limit"),
    }
    assert all(whole[key] == value for key, value in result.items())


def test_intervals_hold_their_scores():
    labels, probabilities = drawn()
    result = rates(predictions(labels, probabilities), CLASSES)
    for scores, keys in (
        (result, ("balanced_accuracy", "macro_f1")),
        (result["per_class"][0], ("precision", "recall", "f1")),
    ):
        for key in keys:
            assert scores[f"{key}_low"] < scores[key] < scores[f"{key}_high"]


def test_groups_of_copies_count_as_one_image():
    labels, probabilities = drawn(100)
    single = rates(predictions(labels, probabilities), CLASSES)
    copies = predictions(np.repeat(labels, 4), np.repeat(probabilities, 4, axis=0))
    result = rates(copies, CLASSES, np.arange(400) // 4)
    assert result["design_effect"] == pytest.approx(4, rel=0.02)
    assert single["design_effect"] == 1
    for name in ("accuracy", "balanced_accuracy", "macro_f1"):
        ends = [f"{name}_low", f"{name}_high"]
        width, whole = (
            np.ptp([each[end] for end in ends]) for each in (result, single)
        )
        assert width == pytest.approx(whole, rel=0.03), name


def test_small_classes_can_be_left_out_of_the_macro_average():
    labels, probabilities = drawn(300)
    rare = np.flatnonzero(labels == 2)[19:]
    keep = np.setdiff1d(np.arange(300), rare)
    result = rates(predictions(labels[keep], probabilities[keep]), CLASSES)
    large = [row["f1"] for row in result["per_class"] if row["support"] >= 20]
    assert result["large_classes"] == len(large) == 2
    assert result["macro_f1_large"] == pytest.approx(np.mean(large))
    recall = [row["recall"] for row in result["per_class"] if row["support"] >= 20]
    assert result["balanced_accuracy_large"] == pytest.approx(np.mean(recall))


def test_the_temperature_is_fitted_on_validation_and_lowers_the_test_loss():
    labels, probabilities = drawn(900)
    sure = probabilities**3
    sure /= sure.sum(axis=1, keepdims=True)
    table = predictions(labels, sure)
    test, valid = table[:450].reset_index(drop=True), table[450:]
    result = score(test, HISTORY, RUN, CLASSES, valid=valid)
    assert result["temperature"] > 1.5
    for key in ("log_loss", "brier", "ece"):
        assert result[f"{key}_scaled"] < result[key]
    assert score(test, HISTORY, RUN, CLASSES)["temperature"] is None
