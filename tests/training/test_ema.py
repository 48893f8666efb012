import keras
import numpy as np
import pytest

from galaxybench.training.ema import Averages
from tests.helpers.training_setup import DENSE, losses, run


def value(variable: keras.Variable) -> float:
    return float(keras.ops.convert_to_numpy(variable)[0])


def test_the_decay_rises_to_its_value() -> None:
    """0.1, 2/11 and 3/12 come before a decay of 0.25."""
    weight = keras.Variable([1.0])
    averages = Averages([weight], 0.25)
    expected = 1.0
    for decay, now in ((0.1, 3.0), (2 / 11, 5.0), (0.25, -1.0), (0.25, 4.0)):
        weight.assign([now])
        averages.update()
        expected = decay * expected + (1 - decay) * now
        assert value(averages.averages[0]) == pytest.approx(expected, rel=1e-6)
        assert value(weight) == now


def test_averages_that_were_swapped_in_give_way_to_the_same_weights() -> None:
    weight, whole = keras.Variable([1 / 3]), keras.Variable([7], dtype="int32")
    averages = Averages([weight, whole], 0.9)
    weight.assign([2 / 3])
    before = np.array(weight)
    averages.update()
    average = np.array(averages.averages[0])
    assert average != before
    assert averages.averaged([whole, weight]) == [whole, averages.averages[0]]
    averages.swap_in()
    assert np.array(weight) == average
    assert value(whole) == 7
    averages.swap_out()
    assert np.array(weight) == before
    assert np.array(averages.averages[0]) == average


def test_averages_start_from_the_weights_as_they_are() -> None:
    weight = keras.Variable([1.0])
    averages = Averages([weight], 0.9)
    weight.assign([2.0])
    averages.swap_in()
    assert value(weight) == 1.0


def test_the_averaged_weights_are_validated_and_saved(tmp_path) -> None:
    """Plain descent, whose averages can be computed from the run without them."""
    changes = {"epochs": 1, "best": {"monitor": "last"}, "batch_size": 70}
    optimizer = {"name": "sgd", "learning_rate": 1e-2}
    still = {"optimizer": optimizer | {"learning_rate": 1e-30}}
    start, _, _ = run(tmp_path, DENSE, **changes, **still)
    raw, _, _ = run(tmp_path, DENSE, **changes, optimizer=optimizer)
    averaged = {"optimizer": optimizer | {"ema": 0.99}}
    model, history, _ = run(tmp_path, DENSE, **changes, **averaged)
    weights = zip(*(m.get_weights() for m in (start, raw, model)), strict=True)
    for first, last, mean in weights:
        np.testing.assert_allclose(mean, 0.1 * first + 0.9 * last, atol=1e-6)
    valid = losses(model, tmp_path / "valid.fits").mean()
    assert valid != pytest.approx(losses(raw, tmp_path / "valid.fits").mean(), rel=1e-3)
    assert history[-1]["val_loss"] == pytest.approx(valid, rel=1e-4)


def test_training_goes_on_with_the_raw_weights(tmp_path) -> None:
    plain, averaged = (
        run(tmp_path, epochs=3, optimizer={"ema": ema})[1] for ema in (0.0, 0.99)
    )
    for a, b in zip(plain, averaged, strict=True):
        assert (a["loss"], a["accuracy"]) == (b["loss"], b["accuracy"])
    assert plain[-1]["val_loss"] != averaged[-1]["val_loss"]
