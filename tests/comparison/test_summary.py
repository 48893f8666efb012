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
from galaxybench.evaluation.metrics import wilson


def name(model, seed=0, split="holdout", recipe="baseline", dataset="galaxies"):
    scheme = split.split("-fold")[0]
    values = (dataset, split, scheme, recipe, model, seed)
    return dict(zip(NAMES, values, strict=True))


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


def run(seconds=10.0):
    return dict.fromkeys(COSTS, 1) | {"train_seconds": seconds, "device": "CPU"}


def test_one_row_a_run_in_the_order_given():
    names = [name("lenet5", 1), name("dense", 0), name("lenet5", 0)]
    table = collect([scores(0.7), scores(0.5), scores(0.8)], [run()] * 3, names)
    assert list(table.columns) == [*NAMES, *SCORES, *OTHER_PARTS, *COSTS]
    assert table["accuracy"].tolist() == [0.7, 0.5, 0.8]
    assert table[NAMES].to_dict("records") == names


def test_scores_of_other_parts_stand_where_there_are_any():
    names = [name("lenet5", 0), name("lenet5", 1), name("vote", 0, recipe="ensemble")]
    metrics = [scores(0.7) | {"val_accuracy": 0.75}, scores(0.8), scores(0.9)]
    train = [(names[1], scores(0.95))]
    table = collect(metrics, [run(), run(), {}], names, train)
    assert table["val_accuracy"].tolist()[0] == 0.75
    assert table["train_accuracy"].tolist()[1] == 0.95
    missing = table[["val_accuracy", "train_accuracy"]].isna().to_numpy()
    assert missing.tolist() == [[False, True], [True, False], [True, True]]


def test_the_speed_of_a_run_is_its_own_and_an_ensemble_knows_its_own():
    kinds = ("baseline", "ensemble", "external")
    names = [name("lenet5", recipe=kind) for kind in kinds]
    runs = [{}, {"predict_seconds_per_image": 0.5}, {}]
    speeds = [{"predict_seconds_per_image": 0.25}]
    table = collect([scores(0.7)] * 3, runs, names, speeds=speeds)
    assert table["predict_seconds_per_image"].fillna(-1).tolist() == [0.25, 0.5, -1]


def test_a_missing_file_is_an_error():
    with pytest.raises(ValueError):
        collect([scores(0.7)], [run()], [name("lenet5"), name("dense")])


def test_seeds_share_the_test_images_and_folds_add_theirs():
    names = [
        name("lenet5", seed, f"cv2-fold{fold}") for seed in (0, 1) for fold in (0, 1)
    ]
    metrics = [scores(accuracy) for accuracy in (0.7, 0.8, 0.9, 0.6)]
    (row,) = summarize(collect(metrics, [run()] * 4, names)).to_dict("records")
    assert (row["runs"], row["seeds"], row["splits"]) == (4, 2, 2)
    assert row["test_images"] == 200
    assert row["accuracy"] == pytest.approx(0.75)
    assert (row["accuracy_low"], row["accuracy_high"]) == wilson(150, 200)
    assert (row["accuracy_min"], row["accuracy_max"]) == (0.6, 0.9)
    assert row["accuracy_std"] == pytest.approx((0.05 / 3) ** 0.5)


def test_collapsed_runs_count_and_the_best_comes_first():
    names = [name("dense"), name("lenet5", 0), name("lenet5", 1)]
    metrics = [scores(0.6), scores(0.9), scores(0.1, "collapsed")]
    summary = summarize(collect(metrics, [run()] * 3, names))
    assert summary["model"].tolist() == ["dense", "lenet5"]
    assert summary["accuracy"].tolist() == pytest.approx([0.6, 0.5])
    assert summary["not_ok"].tolist() == [0, 1]


def test_data_sets_stay_together_in_the_order_given():
    names = [
        name("dense", dataset="b"),
        name("dense", dataset="a"),
        name("lenet5", dataset="b"),
    ]
    summary = summarize(
        collect([scores(0.5), scores(0.9), scores(0.6)], [run()] * 3, names)
    )
    pairs = list(zip(summary["dataset"], summary["model"], strict=True))
    assert pairs == [("b", "lenet5"), ("b", "dense"), ("a", "dense")]


def test_the_table_survives_its_file(tmp_path):
    table = collect([scores(0.7)], [run()], [name("lenet5")])
    table.to_csv(tmp_path / "metrics.csv", index=False)
    again = pd.read_csv(tmp_path / "metrics.csv")
    assert again["accuracy_low"].tolist() == table["accuracy_low"].tolist()
    assert summarize(again)["accuracy"].tolist() == [0.7]
