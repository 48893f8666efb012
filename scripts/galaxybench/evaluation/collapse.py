"""Did a run train at all? Distinguishes collapsed, slow and healthy runs.

A table of accuracies hides runs that never learned: always predicting the commonest
class can look like a weak model. `diagnose` finds them and gives the reason.
"""

import math
from typing import Any

import numpy as np
import pandas as pd

from galaxybench.config.runs import KINDS
from galaxybench.formats import percent

OK, COLLAPSED, SLOW_BATCH_NORM = "ok", "collapsed", "slow_batch_norm"

ONE_CLASS_SHARE = 0.99
"""A run counts as collapsed if one class has at least this share of its predictions."""
EQUAL_SHARE, UNSURE, DIGITS = 0.5, 0.99, 6
"""A run counts as collapsed, too, if at least EQUAL_SHARE of the test images have the
same probabilities, to so many DIGITS, none of them above UNSURE: a healthy net may be
sure of many images, but gives different ones no equal doubts."""
DEAD_LEARNING_RATE = 1e-4
"""Fraction of the run's highest learning rate below which nothing is learned."""
DEAD_EPOCHS = 0.2
"""Share of the epochs at the end that must have a dead learning rate. A cosine schedule
spends less than 1 % of its epochs below 1e-4 of its start."""
LEARNED, CHANCE = 0.25, 0.1
"""On a scale from guessing (0) to perfect (1): a run at or above LEARNED has learned, a
run at or below CHANCE guesses."""
BATCH_NORM_MEMORIES = 10
"""Running statistics have a time constant of 1 / (1 - momentum) steps. After this many
time constants, e^-10 of their start is left, and their lag no longer explains
predictions at chance."""


def lost(recipe: str) -> str:
    """Say after the name of a row with this recipe that all its runs are lost.

    Predictions made elsewhere, and ensembles, have no training that could fail.
    """
    return " (collapsed)" if recipe in KINDS else " (did not train)"


def diagnose(
    predicted: np.ndarray,
    labels: np.ndarray,
    history: pd.DataFrame,
    description: dict[str, Any],
    classes: list[str],
) -> tuple[str, str | None]:
    """Judge one run by its test predictions and by how its training went.

    Predicted and true classes of the test images are (n,) int. The history is as in
    history.csv, perhaps without rows; the description is the content of run.json.

    Returns:
        The status ("ok", "collapsed" or "slow_batch_norm") and the reason, None if ok.
    """
    tested = _test_level(predicted, labels)
    learned = max(tested, _training_level(history, labels))
    if reason := _loss_not_finite(history, description):
        return COLLAPSED, reason
    # Before the one-class check: lagging statistics also send all test images to one
    # class, but the weights are good and more steps would show it.
    if reason := _slow_batch_norm(history, description, tested, learned):
        return SLOW_BATCH_NORM, reason
    if reason := _one_class(predicted, labels, classes):
        return COLLAPSED, reason
    if reason := _dead_learning_rate(history, learned):
        return COLLAPSED, reason
    return OK, None


def _loss_not_finite(history: pd.DataFrame, description: dict[str, Any]) -> str | None:
    for column in ("loss", "val_loss"):
        if column in history and not np.isfinite(history[column]).all():
            row = history.loc[~np.isfinite(history[column])].iloc[0]
            return f"{column} is not finite ({row[column]}) at epoch {row['epoch']:.0f}"
    if description.get("stopped_because") == "non_finite_loss":
        return "training stopped at a loss that is not finite"
    return None


def _one_class(
    predicted: np.ndarray, labels: np.ndarray, classes: list[str]
) -> str | None:
    if len(np.unique(labels)) < 2:
        return None
    only = np.bincount(predicted).argmax()
    share, true_share = np.mean(predicted == only), np.mean(labels == only)
    # If nearly all test images are of one class, a healthy run may predict it for 99 %
    # of them: then the share must exceed the middle between the class's share and 1.
    if share < max(ONE_CLASS_SHARE, (1 + true_share) / 2):
        return None
    return (
        f"{percent(share)} of the test images are predicted as "
        f"{classes[only]!r}, which has {percent(true_share)} of them"
    )


def equal_answers(shares: np.ndarray) -> str | None:
    """Say that a net trained here gives most images the same answer; None if not so.

    Args:
        shares: (n, k) probabilities of the test images; (n, 0) if there are none.
    """
    if not shares.size or not np.isfinite(shares).all():
        return None
    answers, counts = np.unique(shares.round(DIGITS), axis=0, return_counts=True)
    most = counts.argmax()
    share = counts[most] / len(shares)
    if len(shares) < 2 or share < EQUAL_SHARE or answers[most].max() > UNSURE:
        return None
    return (
        f"{percent(share)} of the test images have the same probabilities, of which "
        f"the highest is {answers[most].max():.3g}"
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
    history: pd.DataFrame, description: dict[str, Any], tested: float, learned: float
) -> str | None:
    momentum = description.get("batch_norm_momentum")
    if momentum is None or history.empty or learned < LEARNED or tested > CHANCE:
        return None
    images, batch = description["train_images"], description["recipe"]["batch_size"]
    steps = math.ceil(images / batch) * len(history)
    if steps * (1 - momentum) > BATCH_NORM_MEMORIES:
        return None
    return (
        f"training accuracy rose to {percent(history['accuracy'].max())} while the "
        f"answers to the test images stayed at chance: the running statistics of "
        f"batch normalization lag (momentum {momentum:g}, {steps} steps); lower "
        f"batch_norm_momentum or train for more steps"
    )


def _test_level(predicted: np.ndarray, labels: np.ndarray) -> float:
    """Place the balanced accuracy of the predictions between guessing and perfect.

    Not the plain accuracy: a model trained with balanced classes on unbalanced data may
    have learned and still be right less often than a guess of the commonest class.
    """
    classes = np.unique(labels)
    recall = [np.mean(predicted[labels == number] == number) for number in classes]
    return _level(float(np.mean(recall)), 1 / len(classes))


def _training_level(history: pd.DataFrame, labels: np.ndarray) -> float:
    """Place the training accuracy between the commonest class's share and perfect."""
    accuracy = history[["accuracy", "val_accuracy"]].max().max()
    commonest = np.bincount(labels).max() / len(labels)
    # Without an epoch, or with NaN in all, nothing is known to be learned.
    return _level(accuracy, commonest) if np.isfinite(accuracy) else 0.0


def _level(accuracy: float, guessing: float) -> float:
    """Place an accuracy on a scale from guessing (0) to perfect (1)."""
    return (accuracy - guessing) / (1 - guessing) if guessing < 1 else 1.0
