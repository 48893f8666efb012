from collections.abc import Callable

import keras
import numpy as np
import pytest
import tensorflow as tf

from galaxybench.training import batch_logs
from galaxybench.training.batch_logs import BatchLog, GraphBatchLog

LOGS = [
    pytest.param(BatchLog, id="host"),
    pytest.param(lambda: GraphBatchLog(5), id="graph"),
]


def written(log: BatchLog, values: list[float], sizes: list[int]) -> None:
    """Log means so far as Keras does; the accuracy is a tenth of the loss."""
    log.restart()
    for n in range(1, len(values) + 1):
        mean = np.average(values[:n], weights=sizes[:n])
        log.write({"loss": mean, "accuracy": mean / 10})


@pytest.mark.parametrize("make", LOGS)
def test_quartiles_of_batches_of_which_the_last_is_smaller(make: Callable) -> None:
    log = make()
    written(log, [4, 1, 3, 2, 8], [10, 10, 10, 10, 3])
    expected = {"loss_q25": 2, "loss_q75": 4, "accuracy_q25": 0.2, "accuracy_q75": 0.4}
    assert log.quartiles(43, 10) == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("make", LOGS)
def test_an_epoch_that_stops_in_the_middle_forgets_the_one_before(
    make: Callable,
) -> None:
    log = make()
    written(log, [9, 9, 9, 9, 9], [10] * 5)
    written(log, [1, 2, 3], [10] * 3)
    quartiles = log.quartiles(50, 10)
    assert quartiles["loss_q25"] == pytest.approx(1.5, rel=1e-5)
    assert quartiles["loss_q75"] == pytest.approx(2.5, rel=1e-5)


@pytest.mark.parametrize("make", LOGS)
def test_an_epoch_without_a_batch_has_no_quartiles(make: Callable) -> None:
    log = make()
    log.restart()
    assert all(np.isnan(list(log.quartiles(30, 10).values())))


def test_a_long_epoch_keeps_its_digits() -> None:
    rng = np.random.default_rng(0)
    values = rng.uniform(0.1, 0.3, 3000)
    log = GraphBatchLog(3000)
    means = np.cumsum(values) / np.arange(1, 3001)
    log.written.assign(np.stack([means, means], axis=1))
    log.batch.assign(3000)
    expected = np.percentile(values, [25, 75, 25, 75])
    got = list(log.quartiles(96_000, 32).values())
    np.testing.assert_allclose(got, expected, rtol=1e-3)


@pytest.mark.parametrize("compiled", [False, True])
def test_writes_from_within_a_graph(compiled: bool) -> None:
    log = GraphBatchLog(3)

    @tf.function(jit_compile=compiled)
    def step(mean: tf.Tensor) -> None:
        log.write({"loss": mean, "accuracy": mean / 10})

    for mean in (1.0, 2.0):
        step(tf.constant(mean))
    assert int(log.batch) == 2
    means = keras.ops.convert_to_numpy(log.written)
    np.testing.assert_allclose(means, [[1, 0.1], [2, 0.2], [0, 0]])


class Recorder(keras.callbacks.Callback):
    """Records the calls of a callback, in order; stops the training on a batch."""

    def __init__(self, stop_on: tuple[int, int] | None = None) -> None:
        super().__init__()
        self.calls: list[str] = []
        self.losses: list[float] = []
        self.epoch, self.stop_on = 0, stop_on

    def on_epoch_begin(self, epoch: int, logs: dict | None = None) -> None:
        self.epoch = epoch
        self.calls.append(f"epoch {epoch}")

    def on_train_batch_begin(self, batch: int, logs: dict | None = None) -> None:
        self.calls.append(f"begins {batch}")

    def on_train_batch_end(self, batch: int, logs: dict[str, float]) -> None:
        assert isinstance(logs["loss"], float)
        self.losses.append(logs["loss"])
        self.calls.append(f"ends {batch}")
        if (self.epoch, batch) == self.stop_on:
            self.model.stop_training = True

    def on_test_begin(self, logs: dict | None = None) -> None:
        self.calls.append("validation")

    def on_epoch_end(self, epoch: int, logs: dict[str, float]) -> None:
        self.calls.append("epoch ends")


def fitted(recorder: Recorder, late: bool, epochs: int = 1) -> keras.callbacks.History:
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    x, y = np.random.default_rng(0).normal(size=(2, 10, 2))
    callbacks = batch_logs.late([recorder], model, epochs) if late else [recorder]
    data = {"validation_data": (x, y[:, :1]), "batch_size": 2, "shuffle": False}
    return model.fit(x, y[:, :1], epochs=epochs, callbacks=callbacks, verbose=0, **data)


@pytest.fixture
def two_late(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch_logs, "LATE", 2)


def test_a_batch_is_reported_when_two_more_have_been_started(two_late: None) -> None:
    recorder = Recorder()
    fitted(recorder, late=True)
    expected = (
        "epoch 0,begins 0,begins 1,begins 2,ends 0,begins 3,ends 1,begins 4,ends 2,"
        "ends 3,ends 4,validation,epoch ends"
    )
    assert ",".join(recorder.calls) == expected


def test_the_numbers_are_those_of_the_batch(two_late: None) -> None:
    at_once, later = Recorder(), Recorder()
    first, second = fitted(at_once, False, epochs=2), fitted(later, True, epochs=2)
    assert at_once.losses == later.losses
    assert len(set(later.losses)) == 10
    assert first.history == second.history
    assert first.params["epochs"] == second.params["epochs"] == 2


def test_nothing_is_reported_after_a_callback_has_stopped_the_training(
    two_late: None,
) -> None:
    recorder = Recorder(stop_on=(0, 1))
    fitted(recorder, late=True, epochs=3)
    assert [call for call in recorder.calls if call.startswith("ends")] == [
        "ends 0",
        "ends 1",
    ]
    assert recorder.calls[-2:] == ["validation", "epoch ends"]


def test_the_next_training_begins_with_its_own_batches(two_late: None) -> None:
    """As when phases of a recipe follow each other."""
    recorder = Recorder(stop_on=(0, 1))
    fitted(recorder, late=True)
    recorder.stop_on = None
    recorder.calls.clear()
    fitted(recorder, late=True)
    assert sum(call.startswith("ends") for call in recorder.calls) == 5
