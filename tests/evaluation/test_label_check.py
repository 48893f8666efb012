"""Planted wrong labels are found, and the share of suspicions bounds theirs."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from astropy.table import Table

from galaxybench.config.runs import Run
from galaxybench.evaluation.label_check import (
    COLUMNS,
    answers,
    at_least,
    described,
    likely_wrong,
    summary,
    suspects,
)
from galaxybench.evaluation.rows import Row

CLASSES = ["round", "edge-on", "spiral"]


def planted(images=600, wrong=0.06, sure=6.0, seed=0):
    """True classes, labels of which some are wrong, and calibrated probabilities."""
    random = np.random.default_rng(seed)
    true = random.integers(0, 3, images)
    bad = random.random(images) < wrong
    labels = np.where(bad, (true + random.integers(1, 3, images)) % 3, true)
    logits = random.normal(size=(images, 3)) + sure * (true[:, None] == np.arange(3))
    return labels, np.exp(logits) / np.exp(logits).sum(1, keepdims=True), bad


def row(labels, probability, split="part", status="ok", recipe="short", seed=0):
    table = pd.DataFrame(
        {"index": np.arange(len(labels)), "label": labels,
         "predicted": probability.argmax(1)}
    ).join(pd.DataFrame(probability).add_prefix("p"))  # fmt: skip
    run = Run("sky", split, recipe, "dense", seed)
    return Row(run, metrics={"status": status}, predictions=table)


def checked(rows, part="test"):
    found = answers(rows, part)
    table = likely_wrong(found)
    groups, first = {}, 0
    for seen in found:  # every image alone, also over folds
        groups[seen.split] = first + np.arange(len(seen.labels))
        first += len(seen.labels)
    return table, summary(table, found, groups)


@pytest.mark.parametrize("wrong", [0.0, 0.02, 0.05, 0.1])
def test_planted_errors_are_found_and_their_share_is_bounded(wrong):
    labels, probability, bad = planted(wrong=wrong)
    table, counted = checked([row(labels, probability)])
    found = np.isin(np.arange(len(bad)), table["index"])
    assert (found & bad).sum() >= 0.8 * bad.sum()
    assert counted["at_least"] <= 1 - bad.mean()
    assert counted["at_least"] < counted["ceiling_low"] < counted["ceiling_high"]
    assert counted["ceiling"] == pytest.approx(1 - found.mean())


def test_the_least_likely_label_comes_first_with_the_class_suggested_instead():
    labels, probability, _ = planted()
    table, _ = checked([row(labels, probability)])
    first = table.iloc[0]
    assert table["quality"].is_monotonic_increasing
    assert first["quality"] == probability[first["index"], labels[first["index"]]]
    assert first["given"] == labels[first["index"]]
    assert first["suggested"] == probability[first["index"]].argmax()
    assert (table["given"] != table["suggested"]).all()


def test_the_mean_of_all_that_trained_counts_and_nothing_else():
    labels, probability, _ = planted()
    others = np.roll(probability, 1, axis=1)
    alone, _ = checked([row(labels, probability)])
    with_others, _ = checked([
        row(labels, probability),
        row(labels, others, status="collapsed", seed=1),
        row(labels, others, recipe="ensemble"),
        Row(
            Run("sky", "part", "external", "theirs", 0),
            metrics={"status": "ok"},
            predictions=pd.DataFrame({"label": labels, "predicted": labels}),
        ),
    ])  # fmt: skip
    pd.testing.assert_frame_equal(alone, with_others)
    outside, _ = checked([
        row(labels, probability), row(labels, probability, recipe="external"),
    ])  # fmt: skip
    assert outside["runs"].unique().tolist() == [2]
    assert outside["share"].tolist() == [1.0] * len(outside)


def test_the_order_of_a_file_of_predictions_is_that_of_its_column_index():
    labels, probability, _ = planted()
    known = row(labels, probability)
    shuffled = replace(known, predictions=known.predictions.sort_values("p0"))
    expected, _ = checked([row(labels, probability)])
    pd.testing.assert_frame_equal(checked([shuffled])[0], expected)


def test_folds_and_parts_are_looked_at_together_and_counted_apart():
    labels, probability, _ = planted()
    halves = [
        row(labels[:300], probability[:300], "cv2-fold0"),
        row(labels[300:], probability[300:], "cv2-fold1"),
    ]
    whole, counted = checked([row(labels, probability)])
    folds, of_folds = checked(halves)
    assert len(folds) == len(whole)
    second = folds["split"] == "cv2-fold1"
    assert sorted(folds["index"] + 300 * second) == sorted(whole["index"])
    for key in ("ceiling", "ceiling_low", "pairs"):
        assert of_folds[key] == counted[key]
    found = answers([row(labels[:300], probability[:300])], "test")
    found += answers([row(labels[300:], probability[300:])], "valid")
    table = likely_wrong(found)
    known = summary(table, found, {"part": np.arange(300)})
    assert known["images"] == {"test": 300, "valid": 300}
    assert sum(known["suspected"].values()) == len(table) == len(whole)
    assert known["ceiling"] == 1 - known["suspected"]["test"] / 300


def test_the_bound_allows_for_wrong_labels_that_are_missed():
    assert at_least(1.0) == 1.0
    assert at_least(1 - 0.065) == pytest.approx(0.9)
    assert at_least(0.2) == 0.0


def test_images_of_a_group_tell_less():
    labels, probability, bad = planted()
    found = answers([row(labels, probability)], "test")
    table = likely_wrong(found)
    groups = np.empty(len(bad), int)
    # All suspicions in a few groups.
    groups[np.argsort(~np.isin(np.arange(len(bad)), table["index"]))] = (
        np.arange(len(bad)) // 6
    )
    alone = summary(table, found, {"part": np.arange(len(bad))})
    grouped = summary(table, found, {"part": groups})
    assert grouped["ceiling_low"] < alone["ceiling_low"]


def test_where_nothing_trained_nothing_is_said():
    labels, probability, _ = planted()
    table, counted = checked([row(labels, probability, status="collapsed")])
    assert table.empty and list(table.columns) == COLUMNS
    assert counted["ceiling"] is None and counted["models"] == []


def test_labels_of_one_class_or_without_a_class_are_no_error():
    labels, probability, _ = planted()
    assert not suspects(np.zeros(600, int), probability)[0].any()
    two = labels < 2
    found, quality = suspects(labels[two], probability[two])
    assert found.shape == quality.shape == (two.sum(),)


def test_catalog_columns_join_and_do_not_replace_ours():
    labels, probability, _ = planted()
    table, _ = checked([row(labels, probability)])
    catalog = Table({
        "source_index": np.arange(600) + 1000, "objid": np.arange(600),
        "part": ["train"] * 600, "split_group": np.arange(600),
    })  # fmt: skip
    named = described(table, {("part", "test"): catalog}, CLASSES)
    assert named["source_index"].tolist() == (table["index"] + 1000).tolist()
    assert set(named["given"]) <= set(CLASSES)
    assert set(named["part"]) == {"test"}
    assert set(named["part (catalog)"]) == {"train"}
    assert "split_group" not in named
