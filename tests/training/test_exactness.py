"""What decides the bits of a training: seed, precision, compilation."""

import re
import subprocess
import sys
from pathlib import Path

import keras
import numpy as np
import pytest

from tests.helpers.training_setup import (
    EVERYTHING,
    GALAXY10,
    LENET,
    ROOT,
    run,
    same,
    without_times,
)

FASHION = {"architecture": "fashion_cnn10", "options": {"dropout": 0.2}}
RESNET = {"architecture": "resnet18", "options": {"width": 8, "dropout": 0.3}}


@pytest.mark.slow
@pytest.mark.parametrize(
    "model",
    [
        GALAXY10,
        FASHION,
        RESNET,
    ],
    ids=lambda model: model["architecture"],
)
def test_the_same_seed_gives_the_same_bits(tmp_path: Path, model: dict) -> None:
    first, first_history, _ = run(tmp_path / "a", model, **EVERYTHING)
    second, second_history, _ = run(tmp_path / "b", model, **EVERYTHING)
    assert without_times(first_history) == without_times(second_history)
    assert same(first, second)
    images = np.random.default_rng(0).integers(0, 256, (4, 12, 12, 3)).astype(np.uint8)
    predictions = [np.asarray(m.predict_on_batch(images)) for m in (first, second)]
    np.testing.assert_array_equal(*predictions)
    other, _, _ = run(tmp_path / "c", model, seed=1, **EVERYTHING)
    assert not same(first, other)


def test_initial_weights_depend_on_the_seed_alone(tmp_path: Path) -> None:
    tiny = {"optimizer": {"learning_rate": 1e-30}}
    plain, _, _ = run(tmp_path, **tiny)
    augmented, _, _ = run(tmp_path, **{**EVERYTHING, **tiny})
    np.testing.assert_allclose(plain.get_weights()[0], augmented.get_weights()[0])


@pytest.mark.parametrize("precision", ["mixed_bfloat16", "mixed_float16"])
def test_a_lower_precision_trains_as_well(tmp_path: Path, precision: str) -> None:
    """The arithmetic is lower; weights, normalization and predictions are float32."""
    changes = {"epochs": 8, "precision": precision, "optimizer": {"sam": 0.01}}
    model, history, description = run(tmp_path, LENET, **changes)
    assert history[-1]["val_accuracy"] == 1
    assert model.layers[1].compute_dtype == "float32"
    assert model.layers[3].compute_dtype == precision.removeprefix("mixed_")
    assert {weight.dtype for weight in model.weights} == {"float32"}
    assert model.output.dtype == "float32"
    assert description["recipe"]["precision"] == precision
    assert keras.config.dtype_policy().name == "float32"


COMPILED = """
import sys
from pathlib import Path
sys.path[:0] = sys.argv[1:3]
import keras
from tests.helpers.training_setup import run
fit = keras.Model.fit
def seen(model, *args, **more):
    print("compiled:", model.jit_compile)
    return fit(model, *args, **more)
keras.Model.fit = seen
jit = sys.argv[4] == "true" or "auto"
_, history, _ = run(Path(sys.argv[3]), epochs=1, jit=jit)
print("loss", history[0]["loss"])
"""


@pytest.mark.slow
@pytest.mark.parametrize(("jit", "expected"), [("auto", "False"), ("true", "True")])
def test_the_recipe_decides_on_compilation(
    tmp_path: Path, jit: str, expected: str
) -> None:
    """In a process of its own: operations once deterministic stay so."""
    command = [sys.executable, "-c", COMPILED, ROOT, ROOT / "scripts", tmp_path, jit]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert re.search(rf"compiled: {expected}\nloss \d", done.stdout)
