"""The runs of an experiment in one table, and their means per model."""

from collections.abc import Sequence

import pandas as pd

from galaxybench.config.runs import KINDS
from galaxybench.evaluation.intervals import wilson
from galaxybench.evaluation.rows import Row

NAMES = ["dataset", "split", "scheme", "recipe", "model", "seed"]
CALIBRATION = [
    *("log_loss", "brier", "ece", "ece_expected", "ece_limit", "ece_equal_mass"),
    *("temperature", "log_loss_scaled", "brier_scaled", "ece_scaled"),
    *("ece_scaled_expected", "ece_scaled_limit"),
]
SCORES = [
    *("status", "reason", "test_images"),
    *("accuracy", "accuracy_low", "accuracy_high", "design_effect"),
    "majority_baseline",
    *("balanced_accuracy", "balanced_accuracy_low", "balanced_accuracy_high"),
    "balanced_accuracy_large",
    *("macro_f1", "macro_f1_low", "macro_f1_high", "macro_f1_large"),
    *("kappa", "mcc", "top2_accuracy", "roc_auc"),
    *CALIBRATION,
]
AVERAGED = ["majority_baseline", "balanced_accuracy", "macro_f1", *CALIBRATION]
AVERAGED += ["train_seconds"]
OTHER_PARTS = ["val_accuracy", "val_loss", "best_val_accuracy", "train_accuracy"]
"""Scores of the validation and training images, where there are any."""
COSTS = [
    *("parameters", "flops", "epochs_run", "best_epoch", "train_seconds"),
    *("energy_joules", "images_per_second", "predict_seconds_per_image"),
    *("peak_memory_bytes", "device"),
]


def collect(rows: list[Row], train: Sequence[Row] = ()) -> pd.DataFrame:
    """Collect the rows of an experiment: the content of metrics.csv.

    Args:
        rows: with metrics, descriptions and speeds; they keep their order.
        train: the runs that were scored on their training images, with these metrics.
    """
    trained = {row.run: {"train_accuracy": row.metrics["accuracy"]} for row in train}
    other = [row.metrics | trained.get(row.run, {}) for row in rows]
    table = [
        {key: row.names[key] for key in NAMES}
        | {key: row.metrics[key] for key in SCORES}
        | {key: parts.get(key) for key in OTHER_PARTS}
        | {key: row.description.get(key) for key in COSTS}
        for row, parts in zip(rows, other, strict=True)
    ]
    return pd.DataFrame(table, columns=[*NAMES, *SCORES, *OTHER_PARTS, *COSTS])


def summarize(table: pd.DataFrame) -> pd.DataFrame:
    """Average the runs of every (dataset, scheme, recipe, model).

    Collapsed runs count: leaving them out would flatter a model that is hard to train.
    The interval is Wilson's, for the mean accuracy and the number of *different* test
    images: seeds share a test set, folds have their own. It does not cover the spread
    of the runs, which is given as standard deviation (NaN for one run), lowest and
    highest accuracy.

    Returns:
        One row per (dataset, scheme, recipe, model), best mean accuracy first within a
        (dataset, scheme).
    """
    rows = []
    keys = ["dataset", "scheme", "recipe", "model"]
    for key, runs in table.groupby(keys, sort=False):
        images = int(runs.drop_duplicates("split")["test_images"].sum())
        accuracy = runs["accuracy"].mean()
        low, high = wilson(accuracy * images, images)
        rows.append(
            dict(zip(keys, key, strict=True))
            | {
                "runs": len(runs),
                "seeds": runs["seed"].nunique(),
                "splits": runs["split"].nunique(),
                "not_ok": int((runs["status"] != "ok").sum()),
                "test_images": images,
                "accuracy": accuracy,
                "accuracy_low": low,
                "accuracy_high": high,
                "accuracy_std": runs["accuracy"].std(),  # ddof 1; NaN of one run
                "accuracy_min": runs["accuracy"].min(),
                "accuracy_max": runs["accuracy"].max(),
                **{key: runs[key].mean() for key in AVERAGED},
                "parameters": runs["parameters"].iloc[0],
            }
        )
    summary = pd.DataFrame(rows)
    return pd.concat(
        [
            group.sort_values("accuracy", ascending=False, kind="stable")
            for _, group in summary.groupby(["dataset", "scheme"], sort=False)
        ],
        ignore_index=True,
    )


def row_name(row: pd.Series, several_recipes: bool) -> str:
    """Name a row of the summary: the model, and the recipe if there are several.

    Ensembles and outside predictions are named by their kind: "ensemble three_best".
    """
    if row["recipe"] in KINDS:
        return f"{row['recipe']} {row['model']}"
    return f"{row['model']} with {row['recipe']}" if several_recipes else row["model"]
