import keras
import numpy as np
import pytest

from galaxybench.training import batch_logs


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


@pytest.fixture(autouse=True)
def two_late(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch_logs, "LATE", 2)


def test_a_batch_is_reported_when_two_more_have_been_started() -> None:
    recorder = Recorder()
    fitted(recorder, late=True)
    expected = (
        "epoch 0,begins 0,begins 1,begins 2,ends 0,begins 3,ends 1,begins 4,ends 2,"
        "ends 3,ends 4,validation,epoch ends"
    )
    assert ",".join(recorder.calls) == expected


def test_the_numbers_are_those_of_the_batch() -> None:
    at_once, later = Recorder(), Recorder()
    first, second = fitted(at_once, False, epochs=2), fitted(later, True, epochs=2)
    assert at_once.losses == later.losses
    assert len(set(later.losses)) == 10
    assert first.history == second.history
    assert first.params["epochs"] == second.params["epochs"] == 2


def test_nothing_is_reported_after_a_callback_has_stopped_the_training() -> None:
    recorder = Recorder(stop_on=(0, 1))
    fitted(recorder, late=True, epochs=3)
    assert [call for call in recorder.calls if call.startswith("ends")] == [
        "ends 0",
        "ends 1",
    ]
    assert recorder.calls[-2:] == ["validation", "epoch ends"]


def test_the_next_training_begins_with_its_own_batches() -> None:
    """As when phases of a recipe follow each other."""
    recorder = Recorder(stop_on=(0, 1))
    fitted(recorder, late=True)
    recorder.stop_on = None
    recorder.calls.clear()
    fitted(recorder, late=True)
    assert sum(call.startswith("ends") for call in recorder.calls) == 5
