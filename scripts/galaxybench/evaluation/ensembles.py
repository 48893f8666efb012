"""Ensembles: the test predictions of several runs put together. Nothing is trained.

The mean of probabilities is the linear opinion pool (Hansen & Salamon 1990,
doi:10.1109/34.58871, for nets that differ in their seed alone); the vote is the
plurality vote of that paper.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from galaxybench.evaluation.metrics import score, validation

SUMMED = ("parameters", "flops", "train_seconds", "predict_seconds_per_image")
"""Costs of an ensemble that are those of its members together."""


@dataclass(frozen=True)
class Member:
    """One run that an ensemble may take.

    Attributes:
        names: {dataset, scheme, split, recipe, model, seed}.
        predictions: one row a test image, as in predictions.csv.
        history: one row an epoch, as in history.csv.
        run: the contents of run.json and of prediction_speed.json.
    """

    names: dict
    predictions: pd.DataFrame
    history: pd.DataFrame
    run: dict

    def __str__(self) -> str:
        """Name it as the folder of its files does."""
        keys = ("dataset", "split", "recipe", "model")
        folders = [self.names[key] for key in keys]
        return "/".join([*folders, f"seed-{self.names['seed']}"])

    @property
    def val_accuracy(self) -> float | None:
        """The validation accuracy at the epoch whose weights were kept."""
        return validation(self.history, self.run)["val_accuracy"]


def ensemble(
    candidates: list[Member], method: str, best: int | None
) -> tuple[pd.DataFrame, dict]:
    """Put the predictions of runs together.

    Args:
        candidates: runs on the same test images.
        method: "mean" of the probabilities, or "vote": the class that most members
            predict, of equal ones that with the highest mean probability.
        best: how many to take, those with the highest validation accuracy (the test
            images have no say); None takes all.

    Returns:
        A table as in predictions.csv, whose columns p0, p1 … are mean probabilities,
        or shares of the votes; and what goes into run.json: what it is made of, and
        the costs of all members together.

    Raises:
        ValueError: the test images of two runs differ.
    """
    _same_images(candidates)
    chosen = candidates if best is None else _best(candidates, best)
    probabilities = np.stack([_probabilities(member) for member in chosen])
    mean = probabilities.mean(axis=0)
    if method == "mean":
        shares, predicted = mean, mean.argmax(axis=1)
    else:
        answers = np.stack([member.predictions["predicted"] for member in chosen])
        votes = (answers[..., np.newaxis] == np.arange(mean.shape[1])).sum(axis=0)
        ahead = votes == votes.max(axis=1, keepdims=True)
        shares = votes / len(chosen)
        predicted = np.where(ahead, mean, -np.inf).argmax(axis=1)
    table = (
        candidates[0]
        .predictions[["index", "source_index", "label"]]
        .assign(predicted=predicted)
    )
    made_of = {
        "method": method,
        "best": best,
        "candidates": len(candidates),
        "members": [
            {**member.names, "val_accuracy": member.val_accuracy} for member in chosen
        ],
        **{key: _sum([member.run.get(key) for member in chosen]) for key in SUMMED},
    }
    return table.join(pd.DataFrame(shares).add_prefix("p")), made_of


def score_ensemble(predictions: pd.DataFrame, method: str, classes: list[str]) -> dict:
    """Score an ensemble: the contents of its metrics.json.

    Args:
        predictions: as from `ensemble`.
        method: as given to `ensemble`.
        classes: the class names.

    Returns:
        `metrics.score` of it. Shares of votes are no probabilities and are often 0,
        so that a vote has no log loss and no calibration.
    """
    scores = score(predictions, None, {}, classes)
    none = ("log_loss", "roc_auc", "brier", "ece", "ece_equal_mass")
    return scores | dict.fromkeys(none) if method == "vote" else scores


def _best(candidates: list[Member], count: int) -> list[Member]:
    """Take those with the highest validation accuracy, in the order given."""
    accuracies = [
        -np.inf if member.val_accuracy is None else member.val_accuracy
        for member in candidates
    ]
    order = sorted(range(len(candidates)), key=lambda i: (-accuracies[i], i))
    return [candidates[i] for i in sorted(order[:count])]


def _probabilities(member: Member) -> np.ndarray:
    return member.predictions.filter(regex=r"^p\d+$").to_numpy()


def _same_images(members: list[Member]) -> None:
    first, *others = members
    for other in others:
        ours, theirs = first.predictions, other.predictions
        if list(ours.columns) != list(theirs.columns) or len(ours) != len(theirs):
            raise ValueError(
                f"{other}: predictions.csv has {len(theirs)} rows of "
                f"{len(theirs.columns)} columns, that of {first} {len(ours)} rows of "
                f"{len(ours.columns)}: predict both on the same test images"
            )
        for column in ("source_index", "label"):
            differs = np.flatnonzero(ours[column] != theirs[column])
            if differs.size:
                row = differs[0]
                raise ValueError(
                    f"{other}: predictions.csv has {column} {theirs[column][row]} in "
                    f"row {row}, that of {first} has {ours[column][row]}: predict both "
                    "on the same test images"
                )


def _sum(values: list[float | None]) -> float | None:
    """Add up; None where a member does not know."""
    return None if any(value is None for value in values) else sum(values)
