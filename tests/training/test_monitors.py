import math

import keras
import pytest

from galaxybench.training.monitors import Monitor


def rows(*values: float, column: str = "val_loss") -> list[dict[str, float]]:
    return [{column: value} for value in values]


def test_best_epoch_is_the_lowest_loss_or_the_highest_accuracy() -> None:
    assert Monitor("val_loss").best_epoch(rows(3, 1, 2)) == 2
    accuracies = rows(0.3, 0.1, 0.3, column="val_accuracy")
    assert Monitor("val_accuracy").best_epoch(accuracies) == 1


def test_last_is_the_last_epoch_whatever_its_values() -> None:
    assert Monitor("last").best_epoch(rows(1, 2, 3)) == 3
    assert Monitor("last").best_epoch([]) == 0


def test_nan_never_improves() -> None:
    history = rows(math.nan, 2, math.nan, 1, math.nan)
    assert Monitor("val_loss").best_epoch(history) == 4
    assert Monitor("val_loss").best_epoch(rows(math.nan)) == 0


@pytest.mark.parametrize("min_delta", [0.0, 0.15])
@pytest.mark.parametrize("patience", [1, 2, 3])
def test_stops_when_keras_early_stopping_does(patience: int, min_delta: float) -> None:
    values = [1.0, 0.9, 0.95, 0.8, 0.85, 0.82, 0.7, 0.71, 0.72, 0.73, 0.6]
    stopping = keras.callbacks.EarlyStopping(
        "val_loss", min_delta, patience, mode="min"
    )
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.stop_training = False
    stopping.set_model(model)
    stopping.on_train_begin()
    monitor = Monitor("val_loss", min_delta)
    for epoch, value in enumerate(values):
        stopping.on_epoch_end(epoch, {"val_loss": value})
        stopped = monitor.waited(rows(*values[: epoch + 1])) >= patience
        assert stopped == model.stop_training, epoch
        if stopped:
            break
    else:
        assert patience == 3 and not min_delta, "nothing stopped: no test"
