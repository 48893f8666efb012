import keras
import numpy as np
import pytest

from galaxybench.training import optimizers
from tests.helpers.training_setup import recipe


def built(**changes: object) -> keras.optimizers.Optimizer:
    return optimizers.build(recipe(optimizer=changes)["optimizer"], 0.1)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("adam", keras.optimizers.Adam),
        ("adamw", keras.optimizers.AdamW),
        ("sgd", keras.optimizers.SGD),
        ("rmsprop", keras.optimizers.RMSprop),
        ("adadelta", keras.optimizers.Adadelta),
    ],
)
def test_names(name: str, kind: type) -> None:
    optimizer = built(name=name)
    assert type(optimizer) is kind
    assert float(optimizer.learning_rate) == pytest.approx(0.1)


def step(optimizer: keras.optimizers.Optimizer, gradient: list[float]) -> np.ndarray:
    weight = keras.Variable([1.0, 1.0], name="kernel")
    bias = keras.Variable([1.0], name="bias")
    optimizer.build([weight, bias])
    optimizer.apply([np.array(gradient, np.float32), np.zeros(1, np.float32)])
    return np.append(np.asarray(weight), np.asarray(bias))


def test_sgd_with_momentum_and_clipping_steps_as_computed_by_hand() -> None:
    result = step(built(name="sgd", clip_norm=1.0), [3.0, 4.0])
    np.testing.assert_allclose(result, [1 - 0.06, 1 - 0.08, 1], rtol=1e-6)


def test_weight_decay_is_decoupled_and_spares_biases() -> None:
    result = step(built(name="sgd", weight_decay=0.5), [0.0, 0.0])
    np.testing.assert_allclose(result, [0.95, 0.95, 1], rtol=1e-6)


def test_adamw_without_weight_decay_is_adam() -> None:
    adamw = step(built(name="adamw"), [3.0, -4.0])
    np.testing.assert_array_equal(adamw, step(built(name="adam"), [3.0, -4.0]))
