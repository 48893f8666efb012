"""One training on several devices, which JAX pretends to have on a processor."""

import importlib.util
from pathlib import Path

import keras
import pytest

from galaxybench.machine import backends
from galaxybench.training import data_parallel
from tests.helpers.other_backends import KILLED, on
from tests.helpers.training_setup import losses

jax = pytest.mark.skipif(
    importlib.util.find_spec("jax") is None, reason="jax is not installed"
)
# A net with batch normalization and dropout; the last of the training batches has one
# image, the last of the validation batches five.
SAME = """
import numpy as np
from tests.helpers.training_setup import EVERYTHING, results, recipe, train, write_all
cnn = {"architecture": "fashion_cnn10", "options": {"dropout": 0.2}}
changes = EVERYTHING | {"epochs": 2, "optimizer": {"name": "adamw", "clip_norm": 1.0}}
made = []
for number in (1, devices):
    job = write_all(folder / str(number), train=65)
    train(job, cnn, recipe(**changes), seed=3, devices=number)
    made.append(results(job["outputs"]))
    assert made[-1][2]["devices"] == number
one, several = made
for row, other in zip(one[1], several[1], strict=True):
    for name in set(row) - {"seconds", "images_per_second"}:
        assert np.isclose(row[name], other[name], rtol=1e-4), (name, row, other)
for weight, other in zip(one[0].weights, several[0].weights, strict=True):
    np.testing.assert_allclose(weight, other, rtol=1e-4, atol=1e-5)
"""
PARTS = """
import jax, numpy as np
from galaxybench.training import data_parallel
assert data_parallel.devices(1) == 1 and data_parallel.devices(8) == devices
work = jax.jit(lambda x: 2 * data_parallel.part(x))
with data_parallel.over(devices, "auto"):
    shards = work(np.ones((8, 3), np.float32)).addressable_shards
    print([shard.data.shape[0] for shard in shards])
"""


@jax
@pytest.mark.slow
def test_two_devices_train_as_one_and_one_loads_the_model(tmp_path: Path) -> None:
    on("jax", SAME, tmp_path, devices=2)
    model = keras.models.load_model(tmp_path / "2/out/model.keras")
    assert losses(model, tmp_path / "2/valid.fits").mean() < 1.2


@jax
def test_each_device_works_on_its_part_of_a_batch(tmp_path: Path) -> None:
    assert on("jax", PARTS, tmp_path, 4).splitlines()[-1] == "[2, 2, 2, 2]"


@jax
@pytest.mark.slow
def test_an_interrupted_run_on_two_devices_goes_on_bit_for_bit(tmp_path: Path) -> None:
    on("jax", KILLED, tmp_path, devices=2)


@pytest.mark.parametrize("backend", ["tensorflow", "torch"])
def test_a_backend_that_trains_on_one_card_refuses_two(
    monkeypatch: pytest.MonkeyPatch, backend: str
) -> None:
    monkeypatch.setattr(backends, "name", lambda: backend)
    monkeypatch.setattr(backends, "device_count", lambda: 2)
    assert data_parallel.devices(1) == 1
    with pytest.raises(ValueError, match=f"runs on {backend}.*KERAS_BACKEND=jax"):
        data_parallel.devices(2)


def test_a_machine_without_cards_trains_as_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(backends, "device_count", lambda: 1)
    assert data_parallel.devices(2) == data_parallel.devices(0) == 1


def test_a_step_that_is_not_compiled_is_refused() -> None:
    with pytest.raises(ValueError, match="'jit': got false"):
        with data_parallel.over(2, jit=False):
            pass
