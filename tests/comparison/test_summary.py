import numpy as np
import pandas as pd
import pytest

from galaxybench.comparison.summary import (
    COSTS,
    NAMES,
    OTHER_PARTS,
    SCORES,
    STILL_IMPROVING,
    collect,
    has_trained,
    summarize,
)
from galaxybench.evaluation.intervals import wilson
from galaxybench.evaluation.vote_scores import COLUMNS as VOTES
from tests.helpers.made_rows import made_row


def row(model, accuracy, *place, status="ok", seconds=10.0, **names):
    description = dict.fromkeys(COSTS, 1) | {"train_seconds": seconds, "device": "CPU"}
    metrics = scores(accuracy, status)
    return made_row(model, *place, **names, metrics=metrics, description=description)


def scores(accuracy, status="ok", images=100):
    low, high = wilson(accuracy * images, images)
    return dict.fromkeys(SCORES, 0.5) | {
        "status": status,
        "reason": None if status == "ok" else "why",
        "test_images": images,
        "accuracy": accuracy,
        "accuracy_low": low,
        "accuracy_high": high,
        "majority_baseline": 0.3,
        "balanced_accuracy": accuracy - 0.1,
        "macro_f1": accuracy - 0.2,
        "log_loss": 1 - accuracy,
        "confusion": [[1]],
    }


def test_one_row_a_run_in_the_order_given():
    rows = [row("lenet5", 0.7, 1), row("dense", 0.5), row("lenet5", 0.8)]
    table = collect(rows)
    assert list(table.columns) == [
        *NAMES,
        *SCORES,
        *OTHER_PARTS,
        STILL_IMPROVING,
        *COSTS,
    ]
    assert table["accuracy"].tolist() == [0.7, 0.5, 0.8]
    assert table[NAMES].to_dict("records") == [row.names for row in rows]


def test_scores_of_other_parts_stand_where_there_are_any():
    first = made_row(metrics=scores(0.7) | {"val_accuracy": 0.75})
    rows = [first, row("lenet5", 0.8, 1), row("vote", 0.9, recipe="ensemble")]
    table = collect(rows, train=[row("lenet5", 0.95, 1)])
    assert table["val_accuracy"].tolist()[0] == 0.75
    assert table["train_accuracy"].tolist()[1] == 0.95
    missing = table[["val_accuracy", "train_accuracy"]].isna().to_numpy()
    assert missing.tolist() == [[False, True], [True, False], [True, True]]


def test_seeds_share_the_test_images_and_folds_add_theirs():
    accuracies = {(0, 0): 0.7, (0, 1): 0.8, (1, 0): 0.9, (1, 1): 0.6}
    rows = [
        row("lenet5", accuracy, seed, f"cv2-fold{fold}")
        for (seed, fold), accuracy in accuracies.items()
    ]
    (mean,) = summarize(collect(rows)).to_dict("records")
    assert (mean["runs"], mean["seeds"], mean["splits"]) == (4, 2, 2)
    assert mean["test_images"] == 200
    assert mean["accuracy"] == pytest.approx(0.75)
    assert (mean["accuracy_low"], mean["accuracy_high"]) == wilson(150, 200)
    assert (mean["accuracy_min"], mean["accuracy_max"]) == (0.6, 0.9)
    assert mean["accuracy_std"] == pytest.approx((0.05 / 3) ** 0.5)


def test_collapsed_runs_count_and_the_best_comes_first():
    lost = row("lenet5", 0.1, 1, status="collapsed")
    summary = summarize(collect([row("dense", 0.6), row("lenet5", 0.9), lost]))
    assert summary["model"].tolist() == ["dense", "lenet5"]
    assert summary["accuracy"].tolist() == pytest.approx([0.6, 0.5])
    assert summary["not_ok"].tolist() == [0, 1]
    assert summary["reason"].tolist() == ["", "collapsed, why"]


def test_the_means_are_given_without_the_runs_that_did_not_train_too():
    lost = [row(name, 0.1, 1, status="slow_batch_norm") for name in ("lenet5", "vgg16")]
    summary = summarize(collect([row("lenet5", 0.9), *lost])).set_index("model")
    means = [f"{key}_trained" for key in ("accuracy", "balanced_accuracy", "macro_f1")]
    assert summary.loc["lenet5", means].tolist() == pytest.approx([0.9, 0.8, 0.7])
    assert summary.loc["vgg16", means].isna().all()
    assert summary.loc["vgg16", "reason"] == "slow batch norm, why"


def test_a_model_of_which_no_run_trained_comes_last_however_accurate():
    lost = [row("lost", 0.9, seed, status="collapsed") for seed in (0, 1)]
    summary = summarize(collect([*lost, row("weak", 0.3), row("dense", 0.6)]))
    assert summary["model"].tolist() == ["dense", "weak", "lost"]
    assert has_trained(summary).tolist() == [True, True, False]


def test_runs_that_were_still_improving_are_counted_also_from_a_file(tmp_path):
    known = [True, False, None, True]
    rows = [
        made_row(seed=seed, metrics=scores(0.8) | {"still_improving": value})
        for seed, value in enumerate(known)
    ]
    lost = scores(0.3, "collapsed") | {"still_improving": True}
    table = collect([*rows, made_row("lost", metrics=lost)])
    table.to_csv(tmp_path / "metrics.csv", index=False)
    for each in (table, pd.read_csv(tmp_path / "metrics.csv")):
        assert summarize(each)["improving"].tolist() == [2, 0]
    old = table.drop(columns="still_improving")
    assert summarize(old)["improving"].tolist() == [0, 0]


def test_data_sets_stay_together_in_the_order_given():
    rows = [
        row("dense", 0.5, dataset="b"),
        row("dense", 0.9, dataset="a"),
        row("lenet5", 0.6, dataset="b"),
    ]
    summary = summarize(collect(rows))
    pairs = list(zip(summary["dataset"], summary["model"], strict=True))
    assert pairs == [("b", "lenet5"), ("b", "dense"), ("a", "dense")]


def test_the_table_survives_its_file(tmp_path):
    table = collect([row("lenet5", 0.7)])
    table.to_csv(tmp_path / "metrics.csv", index=False)
    again = pd.read_csv(tmp_path / "metrics.csv")
    assert again["accuracy_low"].tolist() == table["accuracy_low"].tolist()
    assert summarize(again)["accuracy"].tolist() == [0.7]


def test_scores_against_votes_have_columns_where_there_are_votes():
    votes = dict.fromkeys(VOTES, 0.25)
    other = made_row("a", dataset="mnist", metrics=scores(0.5))
    one = made_row("a", metrics=scores(0.7) | votes)
    two = made_row("a", seed=1, metrics=scores(0.8) | votes | {"votes_brier": 0.35})
    table = collect([one, two, other])
    assert [name for name in table.columns if name in VOTES] == list(VOTES)
    assert table["votes_brier"].tolist()[:2] == [0.25, 0.35]
    assert table.loc[2, list(VOTES)].isna().all()
    summary = summarize(table).set_index("dataset")
    assert summary.loc["galaxies", "votes_brier"] == pytest.approx(0.3)
    assert np.isnan(summary.loc["mnist", "volunteer_agreement"])
    assert not {*VOTES} & {*summarize(collect([other])).columns}
