"""Did a run train at all? Tells a collapsed run from a slow and from a healthy one.

A table of accuracies hides the runs that never learned: always answering the
commonest class can look like a weak model. `diagnose` names them, with the reason.
"""

import math

import numpy as np
import pandas as pd

from galaxybench.formats import percent

OK, COLLAPSED, SLOW_BATCH_NORM = "ok", "collapsed", "slow_batch_norm"

ONE_CLASS_SHARE = 0.99
"""Predictions on one class, from which a run counts as collapsed."""
DEAD_LEARNING_RATE = 1e-4
"""Learning rate, as a fraction of the run's highest, below which nothing moves."""
DEAD_EPOCHS = 0.2
"""Share of the epochs, the last ones, that a dead learning rate must fill. A cosine
schedule spends less than 1 % of its epochs below 1e-4 of its start."""
LEARNED, CHANCE = 0.25, 0.1
"""Shares of the way from guessing (0) to perfect (1): from LEARNED on a run has
learned, up to CHANCE it guesses."""
BATCH_NORM_MEMORIES = 10
"""Running statistics remember 1 / (1 - momentum) steps. After this many memories
less than e^-10 of their start is left: lag no longer explains answers at chance."""


def diagnose(
    predicted: np.ndarray,
    labels: np.ndarray,
    history: pd.DataFrame,
    run: dict,
    classes: list[str],
) -> tuple[str, str | None]:
    """Judge one run by its test predictions and by how its training went.

    Args:
        predicted: (n,) int, the predicted class of every test image.
        labels: (n,) int, the true classes.
        history: one row an epoch, as in history.csv; may have no rows.
        run: the contents of run.json.
        classes: the class names.

    Returns:
        The status ("ok", "collapsed" or "slow_batch_norm") and the reason, None if ok.
    """
    answers = _answers(predicted, labels)
    learned = max(answers, _training(history, labels))
    if reason := _loss_not_finite(history, run):
        return COLLAPSED, reason
    # Before the one-class check: statistics that lag also send all test images to
    # one class, but the weights are good and more steps would show it.
    if reason := _slow_batch_norm(history, run, answers, learned):
        return SLOW_BATCH_NORM, reason
    if reason := _one_class(predicted, labels, classes):
        return COLLAPSED, reason
    if reason := _dead_learning_rate(history, learned):
        return COLLAPSED, reason
    return OK, None


def _loss_not_finite(history: pd.DataFrame, run: dict) -> str | None:
    for column in ("loss", "val_loss"):
        if column in history and not np.isfinite(history[column]).all():
            row = history.loc[~np.isfinite(history[column])].iloc[0]
            return f"{column} is not finite ({row[column]}) at epoch {row['epoch']:.0f}"
    if run.get("stopped_because") == "non_finite_loss":
        return "training stopped at a loss that is not finite"
    return None


def _one_class(
    predicted: np.ndarray, labels: np.ndarray, classes: list[str]
) -> str | None:
    if len(np.unique(labels)) < 2:
        return None
    answer = np.bincount(predicted).argmax()
    share, true_share = np.mean(predicted == answer), np.mean(labels == answer)
    # Where the test set itself is nearly one class, a healthy run may answer it for
    # 99 % of the images: then the share must pass half of what the class leaves over.
    if share < max(ONE_CLASS_SHARE, (1 + true_share) / 2):
        return None
    return (
        f"{percent(share)} of the test images are predicted as "
        f"{classes[answer]!r}, which has {percent(true_share)} of them"
    )


def _dead_learning_rate(history: pd.DataFrame, learned: float) -> str | None:
    if history.empty or "learning_rate" not in history:
        return None
    rate = history["learning_rate"].to_numpy()
    alive = np.flatnonzero(rate >= DEAD_LEARNING_RATE * rate.max())
    last_alive = alive[-1] if rate.max() > 0 else -1
    dead = len(rate) - 1 - last_alive
    if dead < max(2, DEAD_EPOCHS * len(rate)) or learned >= LEARNED:
        return None
    epoch = history["epoch"].iloc[last_alive + 1]
    return (
        f"the learning rate died at epoch {epoch:.0f} of {len(rate)} "
        f"({rate[last_alive + 1]:.1e}, highest {rate.max():.1e}) with training "
        f"accuracy at {percent(history['accuracy'].max())}: a longer patience or a "
        f"milder factor helps"
    )


def _slow_batch_norm(
    history: pd.DataFrame, run: dict, answers: float, learned: float
) -> str | None:
    momentum = run.get("batch_norm_momentum")
    if momentum is None or history.empty:
        return None
    if learned < LEARNED or answers > CHANCE:
        return None
    steps = math.ceil(run["train_images"] / run["recipe"]["batch_size"]) * len(history)
    if steps * (1 - momentum) > BATCH_NORM_MEMORIES:
        return None
    return (
        f"training accuracy rose to {percent(history['accuracy'].max())} while the "
        f"answers to the test images stayed at chance: the running statistics of "
        f"batch normalization lag (momentum {momentum:g}, {steps} steps); lower "
        f"batch_norm_momentum or train for more steps"
    )


def _answers(predicted: np.ndarray, labels: np.ndarray) -> float:
    """How far the answers are from guessing, by balanced accuracy.

    Plain accuracy would not do: a model trained for balance on unbalanced data may be
    right less often than the commonest class alone, and has learned all the same.
    """
    classes = np.unique(labels)
    recall = [np.mean(predicted[labels == number] == number) for number in classes]
    return _share_of_way(float(np.mean(recall)), 1 / len(classes))


def _training(history: pd.DataFrame, labels: np.ndarray) -> float:
    """How far training came from always answering the commonest class."""
    accuracy = history[["accuracy", "val_accuracy"]].max().max()
    commonest = np.bincount(labels).max() / len(labels)
    # No epoch, or none with a number: nothing is known to be learned.
    return _share_of_way(accuracy, commonest) if np.isfinite(accuracy) else 0.0


def _share_of_way(accuracy: float, guessing: float) -> float:
    """Where an accuracy lies between guessing (0) and perfect (1)."""
    return (accuracy - guessing) / (1 - guessing) if guessing < 1 else 1.0
