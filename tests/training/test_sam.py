import keras
import numpy as np
import pytest

from galaxybench.machine import backends
from galaxybench.training import optimizers, sam
from galaxybench.training.training_model import TrainingModel
from tests.helpers.training_setup import DENSE, recipe, run, same

X, Y = np.array([[3.0, 4.0]], np.float32), np.array([[2.0]], np.float32)


def line(x: keras.KerasTensor) -> keras.KerasTensor:
    """w x with w = (1, 1): for X and Y the error is 5."""
    return keras.layers.Dense(1, use_bias=False, kernel_initializer="ones")(x)


def trainable(
    outputs: keras.KerasTensor,
    inputs: keras.KerasTensor,
    changes: list[keras.layers.Layer] | None = None,
    rho: float = 0.1,
    compiled: bool = False,
    **optimizer: object,
) -> TrainingModel:
    """Plain descent around a net, at a rate of 0.01."""
    pixels = x = keras.Input(inputs.shape[1:])
    for layer in changes or []:
        x = layer(x)
    model = TrainingModel(pixels, x, keras.Model(inputs, outputs))
    settings = recipe(optimizer={"name": "sgd", "momentum": 0.0, **optimizer})
    built = optimizers.build(settings["optimizer"], 0.01)
    model.compile(built, "mse", metrics=["mae"], jit_compile=compiled)
    model.refine({"sam": rho, "ema": 0.0})
    return model


def weights(model: keras.Model) -> np.ndarray:
    return np.concatenate([w.ravel() for w in model.classifier.get_weights()])


@pytest.mark.parametrize("compiled", [False, True])
def test_a_step_on_a_quadratic_function(compiled: bool) -> None:
    """(w x - y)^2 with the gradient 10 x at w, of norm 50.

    So the way is (0.06, 0.08), the error there is 5.5 and the gradient 11 x. On a GPU
    the step is compiled by XLA.
    """
    inputs = keras.Input((2,))
    model = trainable(line(inputs), inputs, compiled=compiled)
    logs = model.train_on_batch(X, Y, return_dict=True)
    np.testing.assert_allclose(weights(model), [1 - 0.33, 1 - 0.44], rtol=1e-6)
    assert logs["loss"] == pytest.approx(25)
    assert logs["mae"] == pytest.approx(5)


def test_two_steps_with_momentum_use_the_second_gradients() -> None:
    """The second starts from an error of 2.25; up the way the gradient is 5.5 x."""
    inputs = keras.Input((2,))
    model = trainable(line(inputs), inputs, momentum=0.5)
    for _ in range(2):
        model.train_on_batch(X, Y)
    expected = np.array([0.67, 0.56]) - (0.5 * 0.11 + 0.055) * X[0]
    np.testing.assert_allclose(weights(model), expected, rtol=1e-5)


def test_clipping_and_sample_weights_reach_the_second_gradient() -> None:
    inputs = keras.Input((2,))
    model = trainable(line(inputs), inputs, clip_norm=1.0)
    model.train_on_batch(X, Y)
    np.testing.assert_allclose(weights(model), [1 - 0.006, 1 - 0.008], rtol=1e-6)
    model = trainable(line(inputs), inputs)
    logs = model.train_on_batch(X, Y, np.array([0.5]), return_dict=True)
    assert logs["loss"] == pytest.approx(12.5)
    np.testing.assert_allclose(weights(model), [1 - 0.165, 1 - 0.22], rtol=1e-6)


def test_what_is_frozen_stays_and_does_not_count_in_the_norm() -> None:
    """2 w x with the 2 frozen: error 12, gradient 48 x; the way is the same."""
    inputs = keras.Input((2,))
    twos = keras.initializers.Constant(2)
    frozen = keras.layers.Dense(1, use_bias=False, kernel_initializer=twos)
    output = frozen(line(inputs))
    frozen.trainable = False
    model = trainable(output, inputs)
    model.train_on_batch(X, Y)
    expected = np.ones(2) - 0.01 * 4 * (12 + 2 * 0.5) * X[0]
    np.testing.assert_allclose(weights(model), [*expected, 2], rtol=1e-6)


@pytest.mark.parametrize("compiled", [False, True])
def test_moving_statistics_move_once_by_the_first_pass(compiled: bool) -> None:
    inputs = keras.Input((2,))
    norm = keras.layers.BatchNormalization(momentum=0.75)
    model = trainable(line(norm(line(inputs))), inputs, compiled=compiled)
    x = np.concatenate([X, -X, 3 * X])  # w x is 7, -7 and 21 in the first pass
    model.train_on_batch(x, np.array([[1.0], [2.0], [3.0]]))
    assert float(norm.moving_mean[0]) == pytest.approx(0.25 * 7, rel=1e-6)
    variance = np.var([7, -7, 21])
    assert float(norm.moving_variance[0]) == pytest.approx(0.75 + 0.25 * variance)


class Recorder(keras.layers.Layer):
    """Adds a random number, and keeps those of the last two calls."""

    def __init__(self) -> None:
        super().__init__()
        self.generator = keras.random.SeedGenerator(3)
        self.drawn = self.add_weight(shape=(2,), trainable=False, initializer="zeros")

    def call(self, x: object) -> object:
        number = keras.random.uniform((1,), seed=self.generator)
        self.drawn.assign(keras.ops.concatenate([self.drawn[1:], number]))
        return x + number


def test_the_batch_is_augmented_once() -> None:
    inputs, recorder = keras.Input((2,)), Recorder()
    model = trainable(line(inputs), inputs, [recorder])
    model.train_on_batch(X, Y)
    before, now = np.array(recorder.drawn)
    assert before == 0 != now
    error = 5 + 2 * now
    x = X[0] + now
    way = 0.1 * x / np.linalg.norm(x)
    expected = 1 - 0.01 * 2 * (error + x @ way) * x
    np.testing.assert_allclose(weights(model), expected, rtol=1e-5)


@pytest.mark.parametrize("compiled", [False, True])
def test_both_passes_draw_the_same_numbers_and_the_next_step_others(
    compiled: bool,
) -> None:
    inputs, recorder = keras.Input((2,)), Recorder()
    model = trainable(line(recorder(inputs)), inputs, compiled=compiled)
    model.train_on_batch(X, Y)
    first, second = np.array(recorder.drawn)
    assert first == second != 0
    model.train_on_batch(X, Y)
    third, fourth = np.array(recorder.drawn)
    assert third == fourth != first


def test_no_radius_is_plain_training(monkeypatch: pytest.MonkeyPatch) -> None:
    inputs = keras.Input((2,))
    plain = trainable(line(inputs), inputs, rho=0.0, momentum=0.9)
    nowhere = trainable(line(inputs), inputs, rho=1e-30, momentum=0.9)
    for _ in range(3):
        first = plain.train_on_batch(X, Y, return_dict=True)
        second = nowhere.train_on_batch(X, Y, return_dict=True)
        assert first == second
    assert (weights(plain) == weights(nowhere)).all()
    # The plain step is Keras' own.
    monkeypatch.setattr(sam, "step", None)
    plain.make_train_function(force=True)
    plain.train_on_batch(X, Y)


def test_a_gradient_of_zeros_moves_nothing() -> None:
    inputs = keras.Input((2,))
    model = trainable(line(inputs), inputs)
    model.train_on_batch(X, np.array([[7.0]], np.float32))
    assert (weights(model) == 1).all()


@pytest.mark.parametrize("key", ["sam", "ema"])
def test_another_backend_is_refused(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    inputs = keras.Input((2,))
    model = trainable(line(inputs), inputs, rho=0.0)
    monkeypatch.setattr(backends, "name", lambda: "jax")
    with pytest.raises(ValueError, match=f"'optimizer.{key}': got 0.5, but .* on jax"):
        model.refine({"sam": 0.0, "ema": 0.0, key: 0.5})


def test_a_recipe_reaches_the_step_whatever_the_steps_an_execution(
    tmp_path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flat = {"name": "adamw", "sam": 0.5}
    plain, means, _ = run(tmp_path, DENSE, optimizer=flat | {"sam": 0.0})
    nowhere, logged, _ = run(tmp_path, DENSE, optimizer=flat | {"sam": 1e-30})
    assert same(plain, nowhere)
    # The last batch is smaller and counts less in the mean.
    assert [row["loss"] for row in logged] == [row["loss"] for row in means]
    sharp, history, _ = run(tmp_path, DENSE, optimizer=flat)
    assert not same(plain, sharp)
    monkeypatch.setattr("galaxybench.training.session.STEPS_PER_EXECUTION", 1)
    single, again, _ = run(tmp_path, DENSE, optimizer=flat)
    assert same(sharp, single)
    assert [row["loss"] for row in again] == [row["loss"] for row in history]
