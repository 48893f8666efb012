import math

import keras
import numpy as np
import pytest

from galaxybench.training import schedules
from tests.helpers.training_setup import recipe


def rates(steps: int, count: int, **changes: object) -> np.ndarray:
    schedule = recipe(schedule=changes)["schedule"]
    rate = schedules.initial(schedule, 0.2, epochs=10, steps=steps)
    return np.array([float(rate(step)) for step in range(count)])


def test_constant_with_warm_up() -> None:
    result = rates(4, 12, name="constant", warmup_epochs=2)
    rise = 0.2 * np.arange(1, 9) / 8
    np.testing.assert_allclose(result, [*rise, 0.2, 0.2, 0.2, 0.2], rtol=1e-6)


def test_cosine_falls_to_the_minimum_after_the_warm_up() -> None:
    result = rates(4, 45, name="cosine", warmup_epochs=2, minimum=0.02)
    assert result[0] == pytest.approx(0.2 / 8)
    assert result[8] == pytest.approx(0.2)
    assert result[24] == pytest.approx(0.11)
    expected = 0.02 + 0.18 * (1 + math.cos(math.pi * 31 / 32)) / 2
    assert result[39] == pytest.approx(expected, rel=1e-5)
    np.testing.assert_allclose(result[40:], 0.02, rtol=1e-5)
    assert (np.diff(result[8:40]) < 0).all()


def test_step_cuts_every_few_epochs_after_the_warm_up() -> None:
    changes = {"name": "step", "warmup_epochs": 1, "every": 2, "factor": 0.5}
    result = rates(3, 30, **changes, minimum=0.03)
    after = [0.2] * 6 + [0.1] * 6 + [0.05] * 6 + [0.03] * 9
    np.testing.assert_allclose(result[:3], [0.2 / 3, 0.4 / 3, 0.2], rtol=1e-6)
    np.testing.assert_allclose(result[3:], after, rtol=1e-6)


def test_exponential_cuts_every_epoch() -> None:
    result = rates(2, 8, name="exponential", factor=0.3)
    expected = 0.2 * 0.3 ** np.repeat(np.arange(4), 2)
    np.testing.assert_allclose(result, expected, rtol=1e-5)


def test_cuts_come_on_time_in_a_long_run() -> None:
    schedule = recipe(schedule={"name": "step", "every": 7, "factor": 0.5})["schedule"]
    rate = schedules.initial(schedule, 1.0, epochs=2000, steps=1237)
    for cuts in (1, 5, 20):
        first = cuts * 7 * 1237
        assert float(rate(first - 1)) == 0.5 ** (cuts - 1)
        assert float(rate(first)) == 0.5**cuts


LOSSES = [1.0, 0.8, 0.79995, 0.85, 0.9, 0.7, 0.71, 0.72, 0.73, 0.74, 0.75, 0.76, 0.8]


@pytest.mark.parametrize("patience", [1, 2, 3])
@pytest.mark.parametrize("minimum", [0.0, 0.02])
@pytest.mark.parametrize("monitor", ["val_loss", "accuracy"])
def test_reduce_on_plateau_follows_keras(
    monitor: str, minimum: float, patience: int
) -> None:
    schedule = recipe(
        schedule={
            "name": "reduce_on_plateau",
            "monitor": monitor,
            "patience": patience,
            "factor": 0.3,
            "minimum": minimum,
        }
    )["schedule"]
    reference = keras.callbacks.ReduceLROnPlateau(
        monitor,
        0.3,
        patience,
        mode="max" if monitor == "accuracy" else "min",
        min_delta=1e-4,
        min_lr=minimum,
    )
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.compile(keras.optimizers.SGD(0.2), "mse")
    reference.set_model(model)
    reference.on_train_begin()
    history = []
    for epoch, loss in enumerate(LOSSES):
        history.append({"val_loss": loss, "accuracy": 1 - loss})
        reference.on_epoch_end(epoch, dict(history[-1]))
        rate = schedules.plateau_rate(schedule, 0.2, history)
        assert rate == pytest.approx(float(model.optimizer.learning_rate), rel=1e-6)
    assert rate < 0.2
