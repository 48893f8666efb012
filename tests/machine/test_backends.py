"""Training and prediction on the other backends of Keras, where they are installed."""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import keras
import numpy as np
import pytest

from galaxybench.evaluation.gradcam import class_maps
from galaxybench.machine import backends
from tests.helpers.architecture_setup import (
    GALAXY,
    NAMES,
    classifier,
    least,
    random_images,
)
from tests.helpers.other_backends import KILLED, on
from tests.helpers.training_setup import ROOT, losses, recipe, write_all

OTHERS = [
    pytest.param(
        name,
        marks=pytest.mark.skipif(
            importlib.util.find_spec(name) is None, reason=f"{name} is not installed"
        ),
    )
    for name in ("jax", "torch")
]
TRAIN = """
from tests.helpers.training_setup import DENSE, LENET, run, same, without_times
model, history, description = run(folder / "a", LENET, epochs=8)
assert history[-1]["val_accuracy"] == 1, history
assert all(0 <= row["loss_q25"] <= row["loss_q75"] for row in history)
assert description["backend"] == backends.name()
assert backends.name() in description["versions"]
changes = {"epochs": 3, "augmentation": {"flip": ["horizontal"], "rotation": 20.0,
           "mixup": 0.2}, "schedule": {"name": "cosine", "warmup_epochs": 1}}
cnn = {"architecture": "galaxy10_cnn", "options": {"dropout": 0.3}}
first, one, _ = run(folder / "b", cnn, **changes)
second, two, _ = run(folder / "c", cnn, **changes)
assert without_times(one) == without_times(two)
assert same(first, second)
"""
REFUSE = """
from tests.helpers.training_setup import run
for key in ("sam", "ema"):
    try:
        run(folder, epochs=1, optimizer={key: 0.1})
    except ValueError as error:
        print(error)
"""
PREDICT = """
import numpy as np
from galaxybench.networks.saved_models import load_model
for path in sorted(folder.glob("*.keras")):
    expected = np.load(path.with_suffix(".npz"))
    found = np.asarray(load_model(path).predict_on_batch(expected["images"]))
    worst = float(np.abs(found - expected["probabilities"]).max())
    print(json.dumps([path.stem, worst, str(found.dtype)]))
"""


MAPS = """
import numpy as np
from galaxybench.evaluation.gradcam import class_maps
from galaxybench.networks.saved_models import load_model
given = np.load(folder / "maps.npz")
maps = class_maps(load_model(folder / "m.keras"), given["images"], given["classes"])
print(np.abs(maps - given["maps"]).max() < 1e-3)
"""
SEEDED = """
import os, sys, time
sys.path.insert(0, sys.argv[1])
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "2"
from galaxybench.machine import backends
threads = int(sys.argv[2])
backends.limit_threads(threads)
import keras, numpy as np, tensorflow as tf
assert tf.config.threading.get_intra_op_parallelism_threads() == threads
backends.seed_everything(5)
first = keras.layers.Dense(4)
first.build((None, 3))
draw = keras.random.uniform((3,))
backends.seed_everything(5)
second = keras.layers.Dense(4)
second.build((None, 3))
assert (np.asarray(first.kernel) == np.asarray(second.kernel)).all()
assert (np.asarray(draw) == np.asarray(keras.random.uniform((3,)))).all()

a = tf.random.normal((1200, 1200))
a @ a
wall, processor = time.perf_counter(), time.process_time()
for _ in range(15):
    a @ a
used = (time.process_time() - processor) / (time.perf_counter() - wall)
assert used < threads + 0.2, used
"""

COMPILED = """
import keras
from galaxybench.training.training_model import build_training_model
from tests.helpers.training_setup import EVERYTHING
pixels = keras.Input((8, 8, 3))
net = keras.Model(pixels, keras.layers.Flatten()(pixels))
model = build_training_model(net, EVERYTHING["augmentation"], seed=0)
model.compile(jit_compile="auto")
print(model.jit_compile)
"""


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every architecture, saved by TensorFlow, with what it makes of four images."""
    folder = tmp_path_factory.mktemp("saved")
    rng = np.random.default_rng(0)
    for name in NAMES:
        size = max(GALAXY, least(name))
        model = classifier(name, size, 3)
        images = rng.integers(0, 256, (4, size, size, 3)).astype(np.uint8)
        np.savez(
            folder / f"{name}.npz",
            images=images,
            probabilities=model.predict_on_batch(images),
        )
        model.save(folder / f"{name}.keras")
        keras.utils.clear_session()
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("backend", OTHERS)
def test_a_saved_model_of_any_architecture_predicts_the_same(
    saved: Path, backend: str
) -> None:
    lines = on(backend, PREDICT, saved).splitlines()
    found = [json.loads(line) for line in lines if line.startswith("[")]
    assert [name for name, _, _ in found] == NAMES
    for name, worst, dtype in found:
        assert worst < 1e-4, name
        assert dtype == "float32"


@pytest.mark.parametrize("backend", OTHERS)
def test_maps_of_what_a_model_looked_at_are_the_same(
    tmp_path: Path, backend: str
) -> None:
    model, images = classifier("resnet18", 28, 1), random_images(28, 1)
    classes = np.tile([0, 1], (len(images), 1))
    maps = class_maps(model, images, classes)
    np.savez(tmp_path / "maps.npz", images=images, classes=classes, maps=maps)
    model.save(tmp_path / "m.keras")
    assert on(backend, MAPS, tmp_path).splitlines()[-1] == "True"


@pytest.mark.slow
@pytest.mark.parametrize("backend", OTHERS)
def test_trains_and_repeats_itself_and_tensorflow_loads_the_model(
    tmp_path: Path, backend: str
) -> None:
    on(backend, TRAIN, tmp_path)
    model = keras.models.load_model(tmp_path / "a/out/model.keras")
    write_all(tmp_path / "a")
    assert losses(model, tmp_path / "a/valid.fits").mean() < 0.2


@pytest.mark.slow
@pytest.mark.parametrize("backend", OTHERS)
def test_an_interrupted_run_goes_on_bit_for_bit(tmp_path: Path, backend: str) -> None:
    on(backend, KILLED, tmp_path)


@pytest.mark.parametrize("backend", OTHERS[:1])
def test_jax_compiles_steps_with_any_augmentation(tmp_path: Path, backend: str) -> None:
    assert on(backend, COMPILED, tmp_path).splitlines()[-1] == "True"


@pytest.mark.parametrize(
    ("backend", "bfloat16", "changes", "expected"),
    [
        ("tensorflow", True, {}, ["precision: mixed_bfloat16", "jit: true"]),
        ("tensorflow", False, {}, ["jit: true"]),
        ("tensorflow", True, {"jit": True, "precision": "mixed_float16"}, []),
        ("tensorflow", False, {"augmentation": {"rotation": 20}}, []),
        ("jax", True, {}, ["precision: mixed_bfloat16"]),
        ("torch", False, {}, []),
    ],
)
def test_settings_that_a_gpu_has_and_a_recipe_has_not(
    monkeypatch: pytest.MonkeyPatch,
    backend: str,
    bfloat16: bool,
    changes: dict,
    expected: list[str],
) -> None:
    settings = recipe(**changes)
    assert backends.faster_settings(settings) == []  # there is no GPU
    monkeypatch.setattr(backends, "name", lambda: backend)
    monkeypatch.setattr(backends, "_gpu", lambda: ("a GPU", bfloat16))
    assert backends.faster_settings(settings) == expected


@pytest.mark.parametrize(
    ("capability", "fast"), [("9.0", True), ("7.5", False), ("gfx90a", False)]
)
def test_any_gpu_of_jax_has_a_name(
    monkeypatch: pytest.MonkeyPatch, capability: str, fast: bool
) -> None:
    device = SimpleNamespace(platform="gpu", device_kind="a GPU")
    device.compute_capability = capability
    jax = SimpleNamespace(devices=lambda: [device])
    monkeypatch.setitem(sys.modules, "jax", jax)
    monkeypatch.setattr(backends, "name", lambda: "jax")
    assert backends.gpu() == "a GPU"
    expected = ["precision: mixed_bfloat16"] if fast else []
    assert backends.faster_settings(recipe()) == expected


@pytest.mark.parametrize("backend", OTHERS)
def test_what_a_backend_cannot_do_is_refused(tmp_path: Path, backend: str) -> None:
    said = on(backend, REFUSE, tmp_path)
    for key in ("sam", "ema"):
        assert f"'optimizer.{key}': got 0.1, but Keras runs on {backend}" in said


def test_seeds_all_and_keeps_to_its_threads() -> None:
    path = str(ROOT / "scripts")
    subprocess.run([sys.executable, "-c", SEEDED, path, "1"], check=True)
