import keras
import numpy as np
import pytest

from galaxybench.training import batch_logs


class Heard(keras.callbacks.Callback):
    """What a callback hears, in order; stops the training on a batch."""

    def __init__(self, stop_on: tuple[int, int] | None = None) -> None:
        super().__init__()
        self.said: list[str] = []
        self.losses: list[float] = []
        self.epoch, self.stop_on = 0, stop_on

    def on_epoch_begin(self, epoch: int, logs: dict | None = None) -> None:
        self.epoch = epoch
        self.said.append(f"epoch {epoch}")

    def on_train_batch_begin(self, batch: int, logs: dict | None = None) -> None:
        self.said.append(f"begins {batch}")

    def on_train_batch_end(self, batch: int, logs: dict[str, float]) -> None:
        assert isinstance(logs["loss"], float)
        self.losses.append(logs["loss"])
        self.said.append(f"ends {batch}")
        if (self.epoch, batch) == self.stop_on:
            self.model.stop_training = True

    def on_test_begin(self, logs: dict | None = None) -> None:
        self.said.append("validation")

    def on_epoch_end(self, epoch: int, logs: dict[str, float]) -> None:
        self.said.append("epoch ends")


def fitted(heard: Heard, late: bool, epochs: int = 1) -> keras.callbacks.History:
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    x, y = np.random.default_rng(0).normal(size=(2, 10, 2))
    callbacks = batch_logs.late([heard], model, epochs) if late else [heard]
    data = {"validation_data": (x, y[:, :1]), "batch_size": 2, "shuffle": False}
    return model.fit(x, y[:, :1], epochs=epochs, callbacks=callbacks, verbose=0, **data)


@pytest.fixture(autouse=True)
def two_late(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch_logs, "LATE", 2)


def test_a_batch_is_heard_of_when_two_more_have_been_started() -> None:
    heard = Heard()
    fitted(heard, late=True)
    expected = (
        "epoch 0,begins 0,begins 1,begins 2,ends 0,begins 3,ends 1,begins 4,ends 2,"
        "ends 3,ends 4,validation,epoch ends"
    )
    assert ",".join(heard.said) == expected


def test_the_numbers_are_those_of_the_batch() -> None:
    at_once, later = Heard(), Heard()
    first, second = fitted(at_once, False, epochs=2), fitted(later, True, epochs=2)
    assert at_once.losses == later.losses
    assert len(set(later.losses)) == 10
    assert first.history == second.history
    assert first.params["epochs"] == second.params["epochs"] == 2


def test_nothing_is_heard_after_a_callback_has_stopped_the_training() -> None:
    heard = Heard(stop_on=(0, 1))
    fitted(heard, late=True, epochs=3)
    assert [said for said in heard.said if said.startswith("ends")] == [
        "ends 0",
        "ends 1",
    ]
    assert heard.said[-2:] == ["validation", "epoch ends"]


def test_the_next_training_begins_with_its_own_batches() -> None:
    """As when phases of a recipe follow each other."""
    heard = Heard(stop_on=(0, 1))
    fitted(heard, late=True)
    heard.stop_on = None
    heard.said.clear()
    fitted(heard, late=True)
    assert sum(said.startswith("ends") for said in heard.said) == 5
