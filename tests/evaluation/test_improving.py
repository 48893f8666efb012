"""Against planted curves: one that still falls, one that is flat, one that anneals."""

import numpy as np
import pandas as pd
import pytest

from galaxybench.evaluation.improving import still_improving

EPOCHS = np.arange(1, 31)


def history(losses, rate=0.001, accuracies=None):
    losses = np.asarray(losses, float)
    return pd.DataFrame(
        {
            "epoch": np.arange(1, len(losses) + 1),
            "val_loss": losses,
            "val_accuracy": 0.5 if accuracies is None else accuracies,
            "learning_rate": rate,
        }
    )


def judged(log, monitor="val_loss"):
    return still_improving(log, {"recipe": {"best": {"monitor": monitor}}})


def cosine(minimum=0.0):
    share = (1 + np.cos(np.pi * (EPOCHS - 1) / len(EPOCHS))) / 2
    return minimum + (0.001 - minimum) * share


def test_a_curve_that_falls_to_its_end_and_one_that_levelled():
    assert judged(history(2.2 - 0.05 * EPOCHS)) is True
    assert judged(history(0.5 + 2 * np.exp(-EPOCHS / 10))) is True
    assert judged(history(0.5 + 2 * np.exp(-EPOCHS / 2))) is False
    assert judged(history(np.full(30, 0.7))) is False


def test_a_curve_that_has_turned_is_not_improving():
    overfitted = 0.5 + 0.002 * (EPOCHS - 15) ** 2
    assert judged(history(overfitted)) is False
    # Down again at the end, but far from its best.
    overfitted[-5:] -= 0.1 * np.arange(1, 6)
    overfitted[14] = 0.0
    assert judged(history(overfitted)) is False


@pytest.mark.parametrize("epochs", [15, 30, 100])
@pytest.mark.parametrize("noise", [0.005, 0.05])
def test_noise_on_a_level_curve_is_called_improving_in_at_most_five_percent(
    epochs, noise
):
    rng, t = np.random.default_rng(0), np.arange(epochs)
    flat = 0.5 + 1.7 * np.exp(-t / (epochs / 12))
    logs = [history(flat + rng.normal(0, noise, epochs)) for _ in range(100)]
    assert sum(map(judged, logs)) <= 5


@pytest.mark.parametrize("epochs", [8, 30, 100])
def test_a_falling_curve_is_found_through_noise(epochs):
    rng, t = np.random.default_rng(0), np.arange(epochs)
    falling = 2.2 - 1.5 * t / epochs
    logs = [history(falling + rng.normal(0, 0.02, epochs)) for _ in range(40)]
    assert sum(map(judged, logs)) >= 38


def test_a_gain_that_does_not_matter_is_none():
    """After the first half it falls by 0.1 % of all that was gained."""
    slow = np.where(EPOCHS < 15, 2.2 - 0.1 * EPOCHS, 0.7 - 5e-5 * EPOCHS)
    assert judged(history(slow)) is False


def test_the_curve_is_the_one_that_chose_the_epoch():
    rising = 0.3 + 0.02 * EPOCHS
    log = history(0.5 + 0.002 * (EPOCHS - 15) ** 2, accuracies=rising)
    assert judged(log) is False
    assert judged(log, "val_accuracy") is True
    # The last epoch is the best by definition there, so the loss is looked at.
    assert judged(log, "last") is False


def test_under_a_rate_that_goes_to_0_nothing_can_be_told():
    falling = 2.2 - 0.05 * EPOCHS
    assert judged(history(falling, cosine())) is None
    assert judged(history(np.full(30, 0.7), cosine())) is None
    # Stopped halfway, the rate of a cosine is steady enough; so is one with a floor.
    assert judged(history(falling, cosine()).iloc[:15]) is True
    assert judged(history(falling, cosine(minimum=0.0005))) is True


def test_a_rate_that_was_lowered_in_steps_is_judged_since_the_last_step():
    falling = 2.2 - 0.05 * EPOCHS
    early = np.where(EPOCHS <= 20, 0.001, 0.0001)
    assert judged(history(falling, early)) is True
    late = np.where(EPOCHS <= 27, 0.001, 0.0001)
    assert judged(history(falling, late)) is None


def test_too_few_epochs_and_no_training_at_all():
    assert judged(history([2.0, 1.5, 1.2, 1.0])) is None
    assert judged(history([2.0, 1.5, 1.2, 1.0, 0.9])) is True
    assert judged(history([2.0, 1.5, float("nan"), 1.0, 0.9])) is None
    assert still_improving(history([]), {}) is None
    assert still_improving(history([]).drop(columns="learning_rate"), {}) is None
