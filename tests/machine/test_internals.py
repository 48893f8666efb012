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
    backends.make_exact(True)
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
    backends.make_exact(False)
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


def test_the_layout_of_batches_is_that_of_a_subclass() -> None:
    """Broken: an epoch on several devices fails at its smaller last batch."""
    [device, *_] = keras.distribution.list_devices() or ["cpu:0"]
    shared = internals.SharedBatches(devices=[device])
    assert shared.get_data_layout((5, 3)).axes == (None, None)
    assert keras.distribution.DataParallel.get_data_layout(shared, (5, 3)).axes == (
        "batch",
        None,
    )
