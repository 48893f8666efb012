"""One test per need: its name and docstring say what an upgrade has broken."""

import zipfile

import keras
import numpy as np
import pytest

from galaxybench.machine import backends, internals

on_tensorflow = pytest.mark.skipif(
    backends.name() != "tensorflow", reason="of TensorFlow alone"
)


def is_compiled(layer: keras.layers.Layer) -> bool:
    """Whether Keras compiles a model of this layer if it is told to."""
    inputs = keras.Input((4, 4, 3))
    model = keras.Model(inputs, layer(inputs))
    model.compile("sgd", "mse", jit_compile=True)
    return model.jit_compile


@on_tensorflow
def test_determinism_can_be_undone() -> None:
    """Broken: tuning compiles nothing after its first, deterministic setting."""
    layer = keras.layers.Dense(1)
    backends.seed_everything(0, exact=True)
    assert not is_compiled(layer)
    internals.disable_determinism()
    assert is_compiled(layer)


def test_every_use_of_a_layer_is_listed() -> None:
    """Broken: FLOPs are miscounted, and no class-activation map finds its layer."""
    inputs = keras.Input((7,))
    shared = keras.layers.Dense(7)
    first = shared(inputs)
    second = shared(first)
    (ins, outs), (next_ins, next_outs) = internals.uses(shared)
    assert ins == [inputs] and outs == [first]
    assert next_ins == [first] and next_outs == [second]


def test_the_source_of_a_tensor_is_its_layer() -> None:
    """Broken: no class-activation map finds the layer that it is computed from."""
    inputs = keras.Input((7,))
    layer = keras.layers.Dense(2)
    assert internals.source(layer(inputs)) is layer


def test_a_replaced_call_computes_and_is_not_saved(tmp_path) -> None:
    """Broken: `fuse` has no effect, or saved models no longer load."""
    inputs = keras.Input((2,))
    layer = keras.layers.Rescaling(3.0)
    net = keras.Model(inputs, layer(inputs))
    net.save(tmp_path / "plain.keras")

    def plus_one(layer, call, x, **options):
        return call(x, **options) + 1

    internals.replace_call(layer, plus_one)
    x = np.ones((1, 2), np.float32)
    assert np.asarray(net(x)).tolist() == [[4.0, 4.0]]
    net.save(tmp_path / "replaced.keras")
    plain, replaced = (
        zipfile.ZipFile(tmp_path / f"{name}.keras").read("config.json")
        for name in ("plain", "replaced")
    )
    assert replaced == plain
    loaded = keras.models.load_model(tmp_path / "replaced.keras")
    assert np.asarray(loaded(x)).tolist() == [[3.0, 3.0]]


@on_tensorflow
def test_the_fused_operation_gives_the_unbiased_variance() -> None:
    """Broken: batch normalizations average another variance than Keras' own."""
    x = np.random.default_rng(0).normal(3, 2, (5, 2, 2, 3)).astype(np.float32)
    ones = np.ones(3, np.float32)
    y, mean, variance = internals.fused_batch_norm(x, ones, 0 * ones, 1e-3)
    flat = x.reshape(-1, 3)
    np.testing.assert_allclose(mean, flat.mean(axis=0), rtol=1e-5)
    np.testing.assert_allclose(variance, flat.var(axis=0, ddof=1), rtol=1e-5)
    expected = (x - flat.mean(axis=0)) / np.sqrt(flat.var(axis=0) + 1e-3)
    np.testing.assert_allclose(y, expected, atol=1e-5)


def test_a_layer_can_be_made_compilable() -> None:
    """Broken: JAX compiles no step with rotation, shift or zoom in it."""
    backends.seed_everything(0, exact=False)
    layer = keras.layers.RandomRotation(0.1)
    assert not is_compiled(layer), "Keras compiles it by itself: delete the function"
    internals.allow_compilation(layer)
    assert is_compiled(layer)


@pytest.mark.parametrize("step", ["train_step", "test_step"])
def test_a_batch_is_the_last_argument_of_a_step(step: str) -> None:
    """Broken: a training step takes part of the state of JAX for the batch."""
    seen = []

    class Seeing(keras.Model):
        pass

    def keep(model, *arguments):
        seen.append(internals.split_step(arguments))
        return getattr(keras.Model, step)(model, *arguments)

    setattr(Seeing, step, keep)
    inputs = keras.Input((2,))
    model = Seeing(inputs, keras.layers.Dense(1)(inputs))
    model.compile("sgd", "mse")
    x, y = np.ones((4, 2), np.float32), np.ones((4, 1), np.float32)
    model.fit(x, y, validation_data=(x, y), verbose=0)
    state, (images, labels) = seen[0]
    assert bool(state) == (backends.name() == "jax")
    assert images.shape[1:] == (2,) and labels.shape[1:] == (1,)


def test_fit_uses_a_list_of_callbacks_as_it_is() -> None:
    """Broken: every batch waits for the device, or logs reach no callback."""
    heard = []

    class Hearing(keras.callbacks.Callback):
        def on_train_batch_begin(self, batch, logs=None):
            heard.append(f"begins {batch}")

        def on_train_batch_end(self, batch, logs=None):
            heard.append(f"ends {batch}")

    inputs = keras.Input((2,))
    model = keras.Model(inputs, keras.layers.Dense(1)(inputs))
    model.compile("sgd", "mse")
    late = internals.LateCallbacks([Hearing()], model, epochs=1, late=1)
    x, y = np.ones((6, 2), np.float32), np.ones((6, 1), np.float32)
    history = model.fit(x, y, batch_size=2, verbose=0, callbacks=late)
    expected = "begins 0,begins 1,ends 0,begins 2,ends 1,ends 2"
    assert ",".join(heard) == expected
    assert len(history.history["loss"]) == 1


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
    callbacks = [recorder]
    if late:
        callbacks = internals.LateCallbacks([recorder], model, epochs, late=2)
    data = {"validation_data": (x, y[:, :1]), "batch_size": 2, "shuffle": False}
    return model.fit(x, y[:, :1], epochs=epochs, callbacks=callbacks, verbose=0, **data)


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


def test_the_layout_of_batches_is_that_of_a_subclass() -> None:
    """Broken: an epoch on several devices fails at its smaller last batch."""
    [device, *_] = keras.distribution.list_devices() or ["cpu:0"]
    shared = internals.SharedBatches(devices=[device])
    assert shared.get_data_layout((5, 3)).axes == (None, None)
    assert keras.distribution.DataParallel.get_data_layout(shared, (5, 3)).axes == (
        "batch",
        None,
    )
