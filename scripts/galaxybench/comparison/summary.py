"""The runs of an experiment in one table, and their means per model."""

from collections.abc import Sequence

import pandas as pd

from galaxybench.config.runs import KINDS
from galaxybench.evaluation.collapse import OK
from galaxybench.evaluation.intervals import wilson
from galaxybench.evaluation.rows import Row
from galaxybench.evaluation.vote_scores import COLUMNS as VOTES

NAMES = ["dataset", "split", "scheme", "recipe", "model", "seed"]
KEYS = ["dataset", "scheme", "recipe", "model"]
RANKS = ["rank_low", "rank_high", "leads"]
RANKS += ["corrected", "corrected_low", "corrected_high"]
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
WITHOUT = ["accuracy", "balanced_accuracy", "macro_f1"]
"""Averaged a second time without the runs that did not train."""
OTHER_PARTS = ["val_accuracy", "val_loss", "best_val_accuracy", "train_accuracy"]
"""Scores of the validation and training images, where there are any."""
STILL_IMPROVING = "still_improving"
"""Whether the run was, when its training stopped; empty where that cannot be told."""
SIZES = ["parameters", "flops"]
"""Costs that are the same for all runs of a model."""
COSTS = [
    *("parameters", "flops", "epochs_run", "best_epoch", "train_seconds"),
    *("energy_joules", "images_per_second", "predict_seconds_per_image"),
    *("peak_memory_bytes", "device"),
]


def collect(rows: list[Row], train: Sequence[Row] = ()) -> pd.DataFrame:
    """Collect the rows of an experiment: the content of metrics.csv.

    Scores against votes have columns if any data set has votes.

    Args:
        rows: with metrics, descriptions and speeds; they keep their order.
        train: the runs that were scored on their training images, with these metrics.
    """
    trained = {row.run: {"train_accuracy": row.metrics["accuracy"]} for row in train}
    other = [row.metrics | trained.get(row.run, {}) for row in rows]
    votes = VOTES if any(VOTES[0] in row.metrics for row in rows) else ()
    table = [
        {key: row.names[key] for key in NAMES}
        | {key: row.metrics[key] for key in SCORES}
        | {key: parts.get(key) for key in [*votes, *OTHER_PARTS, STILL_IMPROVING]}
        | {key: row.description.get(key) for key in COSTS}
        for row, parts in zip(rows, other, strict=True)
    ]
    columns = [*NAMES, *SCORES, *votes, *OTHER_PARTS, STILL_IMPROVING, *COSTS]
    return pd.DataFrame(table, columns=columns)


def summarize(table: pd.DataFrame, ranking: pd.DataFrame | None = None) -> pd.DataFrame:
    """Average the runs of every (dataset, scheme, recipe, model).

    Runs that did not train count: leaving them out would flatter a model that is hard
    to train. `accuracy_trained`, `balanced_accuracy_trained` and `macro_f1_trained` are
    means without them, NaN where no run trained. `not_ok` counts them, and `reason` is
    the status and the reason of the first of them, "" without any. `improving` counts
    the runs that were still improving when their training stopped.

    The interval is that of `ranking` (ranking.csv), over test images and seeds, which
    adds the columns RANKS. A model that is not in it, because it lacks a split, keeps
    Wilson's, for the mean accuracy and the number of *different* test images: seeds
    share a test set, folds have their own. The spread of the runs is given as standard
    deviation (NaN for one run), lowest and highest accuracy.

    Returns:
        One row per (dataset, scheme, recipe, model); within a (dataset, scheme), those
        of which a run trained come first, and the best mean accuracy first.
    """
    rows = []
    for key, runs in table.groupby(KEYS, sort=False):
        trained = runs[runs["status"] == OK]
        images = int(runs.drop_duplicates("split")["test_images"].sum())
        accuracy = runs["accuracy"].mean()
        low, high = wilson(accuracy * images, images)
        rows.append(
            dict(zip(KEYS, key, strict=True))
            | {
                "runs": len(runs),
                "seeds": runs["seed"].nunique(),
                "splits": runs["split"].nunique(),
                "not_ok": len(runs) - len(trained),
                "reason": _reason(runs[runs["status"] != OK]),
                "improving": _improving(trained),
                "test_images": images,
                "accuracy": accuracy,
                "accuracy_low": low,
                "accuracy_high": high,
                "accuracy_std": runs["accuracy"].std(),  # ddof 1; NaN of one run
                "accuracy_min": runs["accuracy"].min(),
                "accuracy_max": runs["accuracy"].max(),
                **{key: runs[key].mean() for key in AVERAGED},
                **{key: runs[key].mean() for key in VOTES if key in runs},
                **{f"{key}_trained": trained[key].mean() for key in WITHOUT},
                **{key: runs[key].iloc[0] for key in SIZES if key in runs},
                "device": _only(runs),
            }
        )
    summary = pd.DataFrame(rows)
    if ranking is not None:
        summary = _ranked(summary, ranking)
    return pd.concat(
        [
            _best_first(group)
            for _, group in summary.groupby(["dataset", "scheme"], sort=False)
        ],
        ignore_index=True,
    )


def has_trained(summary: pd.DataFrame) -> pd.Series:
    """Say of each row of the summary whether any of its runs trained properly.

    A row of which none did is never the best, whatever its accuracy: always predicting
    the commonest class can be right more often than a weak model.
    """
    return summary["not_ok"] < summary["runs"]


def _ranked(summary: pd.DataFrame, ranking: pd.DataFrame) -> pd.DataFrame:
    """Take intervals and ranks from ranking.csv."""
    known = ranking[[*KEYS, "low", "high", *RANKS]]
    found = summary.merge(known, on=KEYS, how="left")
    for end in ("low", "high"):
        found[f"accuracy_{end}"] = found[end].fillna(found[f"accuracy_{end}"])
    return found.drop(columns=["low", "high"])


def _best_first(summary: pd.DataFrame) -> pd.DataFrame:
    ordered = summary.sort_values("accuracy", ascending=False, kind="stable")
    trained = has_trained(ordered)
    return pd.concat([ordered[trained], ordered[~trained]])


def _reason(failed: pd.DataFrame) -> str:
    if failed.empty:
        return ""
    status, reason = failed[["status", "reason"]].iloc[0]
    status = status.replace("_", " ")
    return f"{status}, {reason}" if isinstance(reason, str) else status


def _only(runs: pd.DataFrame) -> str | None:
    """Return the device of all runs; None where it is unknown, or they differ."""
    devices = runs["device"].unique() if "device" in runs else []
    return devices[0] if len(devices) == 1 and pd.notna(devices[0]) else None


def _improving(trained: pd.DataFrame) -> int:
    if STILL_IMPROVING not in trained:  # a table of another version, to be compared
        return 0
    # Beside empty cells, pandas reads True and False as objects.
    return int((trained[STILL_IMPROVING] == True).sum())  # noqa: E712


def row_name(row: pd.Series, several_recipes: bool) -> str:
    """Name a row of the summary: the model, and the recipe if there are several.

    Ensembles and outside predictions are named by their kind: "ensemble three_best".
    """
    if row["recipe"] in KINDS:
        return f"{row['recipe']} {row['model']}"
    return f"{row['model']} with {row['recipe']}" if several_recipes else row["model"]
