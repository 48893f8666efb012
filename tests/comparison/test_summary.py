import pandas as pd
import pytest

from galaxybench.comparison.summary import (
    COSTS,
    NAMES,
    OTHER_PARTS,
    SCORES,
    collect,
    summarize,
)
from galaxybench.evaluation.intervals import wilson
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
    assert list(table.columns) == [*NAMES, *SCORES, *OTHER_PARTS, *COSTS]
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
