import csv
import json
import logging
import os
import signal
import subprocess
import sys
from pathlib import Path

import keras
import numpy as np
import pytest
from tests.training_setup import ROOT, recipe, write_all

from galaxybench import epochs, training
from galaxybench.batches import Batches
from galaxybench.training import train

LENET = {"architecture": "lenet5", "options": {}}
DENSE = {"architecture": "dense", "options": {"units": 16}}
TIMES = {"seconds", "images_per_second"}


def run(folder: Path, model: dict = DENSE, seed: int = 0, **changes: object) -> tuple:
    """Train in a folder that may hold the images already.

    Returns:
        The model, the rows of the history and the description of the run.
    """
    arguments = write_all(folder)
    train(**arguments, model=model, recipe=recipe(**changes), seed=seed)
    return results(arguments["outputs"])


def results(outputs: dict[str, Path]) -> tuple[keras.Model, list[dict], dict]:
    with outputs["history"].open() as file:
        history = [
            {name: float(value) for name, value in row.items()}
            for row in csv.DictReader(file)
        ]
    model = keras.models.load_model(outputs["model"])
    return model, history, json.loads(outputs["run"].read_text())


def without_times(history: list[dict]) -> list[dict]:
    return [
        {name: value for name, value in row.items() if name not in TIMES}
        for row in history
    ]


def same(first: keras.Model, second: keras.Model) -> bool:
    pairs = zip(first.get_weights(), second.get_weights(), strict=True)
    return all((a == b).all() for a, b in pairs)


def losses(model: keras.Model, path: Path) -> np.ndarray:
    images, one_hot, _ = Batches(path, 3, 1000)[0]
    p = np.asarray(model.predict_on_batch(images))
    return -np.log((p * one_hot).sum(axis=1))


def test_learns_what_is_separable_and_describes_itself(tmp_path: Path) -> None:
    model, history, description = run(tmp_path, LENET, epochs=8)
    assert history[-1]["val_accuracy"] == 1
    assert list(history[0]) == [
        "epoch",
        *("loss", "accuracy", "val_loss", "val_accuracy"),
        *("learning_rate", "seconds", "images_per_second"),
    ]
    assert [row["epoch"] for row in history] == list(range(1, 9))
    assert {round(row["learning_rate"], 9) for row in history} == {1e-3}
    assert description["parameters"] == model.count_params()
    assert description["trainable_parameters"] == model.count_params()
    assert description["epochs_run"] == 8
    assert description["train_images"] == 70
    assert description["stopped_because"] == "epochs"
    assert description["resumed_from_epoch"] is None
    assert description["dataset"] == "blobs"
    assert description["model"] == LENET
    assert description["recipe"] == recipe(epochs=8)
    assert 1e8 < description["peak_anonymous_bytes"] < 4e9
    assert description["peak_memory_bytes"] >= description["peak_anonymous_bytes"]
    assert description["versions"]["keras"] == keras.__version__
    assert description["flops"] > 0
    assert description["batch_norm_momentum"] is None
    assert not (tmp_path / "state/digest").exists()


def test_saves_the_weights_of_the_best_epoch(tmp_path: Path) -> None:
    """A rate much too high makes the validation loss jump up and down."""
    optimizer = {"name": "sgd", "learning_rate": 0.3}
    model, history, description = run(tmp_path, epochs=6, optimizer=optimizer)
    values = [row["val_loss"] for row in history]
    best = int(np.argmin(values))
    assert best < 5, "the last epoch was the best: no test"
    assert description["best_epoch"] == best + 1
    valid = losses(model, tmp_path / "valid.fits")
    # Partial last batches count by their images: the logged mean is the mean.
    assert valid.mean() == pytest.approx(values[best], rel=1e-4)


def test_the_last_partial_batch_is_trained_on(tmp_path: Path) -> None:
    """One epoch of plain descent, recomputed with NumPy-fed steps."""
    optimizer = {"name": "sgd", "learning_rate": 1e-2, "momentum": 0.0}
    model, _, _ = run(tmp_path, epochs=1, optimizer=optimizer)
    start, _, _ = run(
        tmp_path, epochs=1, optimizer=optimizer | {"learning_rate": 1e-30}
    )
    optimizer = keras.optimizers.SGD(1e-2)
    start.compile(optimizer, "categorical_crossentropy", jit_compile=False)
    batches = Batches(tmp_path / "train.fits", 3, 16, seed=0)
    assert len(batches[len(batches) - 1][0]) == 70 % 16
    for n in range(len(batches)):
        start.train_on_batch(*batches[n][:2])
    for mine, theirs in zip(model.get_weights(), start.get_weights(), strict=True):
        np.testing.assert_allclose(mine, theirs, atol=1e-5)


EVERYTHING = {
    "augmentation": {
        "flip": ["horizontal", "vertical"],
        "rotation": 20,
        "quarter_turns": True,
        "shift": 0.1,
        "zoom": 0.1,
        "brightness": 0.1,
        "mixup": 0.3,
    },
    "optimizer": {"name": "adamw", "weight_decay": 0.01, "clip_norm": 1.0},
    "schedule": {"name": "cosine", "warmup_epochs": 1},
    "loss": {"label_smoothing": 0.1, "class_weights": "balanced"},
}
GALAXY10 = {"architecture": "galaxy10_cnn", "options": {"dropout": 0.3}}


def test_the_same_seed_gives_the_same_bits(tmp_path: Path) -> None:
    first, first_history, _ = run(tmp_path / "a", GALAXY10, **EVERYTHING)
    second, second_history, _ = run(tmp_path / "b", GALAXY10, **EVERYTHING)
    assert without_times(first_history) == without_times(second_history)
    assert same(first, second)
    other, _, _ = run(tmp_path / "c", GALAXY10, seed=1, **EVERYTHING)
    assert not same(first, other)


def test_augmentation_is_not_in_the_saved_model(tmp_path: Path) -> None:
    model, history, _ = run(tmp_path, **EVERYTHING)
    names = [type(layer).__name__ for layer in model.layers]
    assert names == ["InputLayer", "Rescaling", "Flatten", "Dense", "Dense"]
    assert history[0]["learning_rate"] < history[1]["learning_rate"]


def test_initial_weights_depend_on_the_seed_alone(tmp_path: Path) -> None:
    tiny = {"optimizer": {"learning_rate": 1e-30}}
    plain, _, _ = run(tmp_path, **tiny)
    augmented, _, _ = run(tmp_path, **{**EVERYTHING, **tiny})
    np.testing.assert_allclose(plain.get_weights()[0], augmented.get_weights()[0])


def test_class_weights_raise_the_rare_classes(tmp_path: Path) -> None:
    """Noise has no class: the output settles at the weighted class frequencies."""
    shares = []
    for weights in ("none", "balanced"):
        model, _, _ = run(
            tmp_path,
            epochs=30,
            normalization="none",
            optimizer={"learning_rate": 0.02, "name": "sgd"},
            loss={"class_weights": weights},
            model={"architecture": "blind", "options": {}},
        )
        shares.append(model.predict_on_batch(np.zeros((1, 12, 12, 3)))[0])
    labels = Batches(tmp_path / "train.fits", 3, 16).labels
    np.testing.assert_allclose(shares[0], np.bincount(labels) / 70, atol=0.06)
    np.testing.assert_allclose(shares[1], 1 / 3, atol=0.06)


@pytest.fixture(autouse=True)
def blind(monkeypatch: pytest.MonkeyPatch) -> None:
    """An architecture that sees nothing and learns the class frequencies."""

    def build(inputs: keras.KerasTensor, classes: int) -> keras.KerasTensor:
        dark = keras.layers.Rescaling(0.0)(keras.layers.Flatten()(inputs))
        return keras.layers.Dense(classes, activation="softmax")(dark)

    module = type(sys)("galaxybench.models.blind")
    module.build = build
    monkeypatch.setitem(sys.modules, "galaxybench.models.blind", module)


def test_early_stopping_counts_from_the_best_epoch(tmp_path: Path) -> None:
    """Without a rate nothing improves: the first epoch stays the best."""
    _, history, description = run(
        tmp_path,
        epochs=9,
        optimizer={"learning_rate": 1e-30},
        early_stopping={"patience": 3},
    )
    assert len(history) == description["epochs_run"] == 4
    assert description["best_epoch"] == 1
    assert description["stopped_because"] == "early_stopping"


def test_reduce_on_plateau_reaches_the_optimizer(tmp_path: Path) -> None:
    _, history, _ = run(
        tmp_path,
        epochs=5,
        optimizer={"learning_rate": 1e-20},
        schedule={"name": "reduce_on_plateau", "patience": 2, "minimum": 2e-22},
    )
    rates = [row["learning_rate"] for row in history]
    np.testing.assert_allclose(rates, [1e-20, 1e-20, 1e-20, 1e-21, 1e-21], rtol=1e-5)


def test_a_loss_that_is_no_number_stops_and_keeps_finite_weights(
    tmp_path: Path,
) -> None:
    model, history, description = run(
        tmp_path, epochs=9, optimizer={"name": "sgd", "learning_rate": 1e38}
    )
    assert description["stopped_because"] == "non_finite_loss"
    assert len(history) < 9
    assert not np.isfinite(history[-1]["loss"] + history[-1]["val_loss"])
    assert all(np.isfinite(weight).all() for weight in model.get_weights())


def test_an_epoch_that_stops_in_the_middle_counts_the_images_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training, "STEPS_PER_EXECUTION", 1)
    seen, on_epoch_end = [], epochs.Epochs.on_epoch_end

    def record(callback: epochs.Epochs, epoch: int, logs: dict) -> None:
        seen.append(callback.seen)
        on_epoch_end(callback, epoch, logs)
        row = callback.history[-1]
        assert row["images_per_second"] == seen[-1] / callback.trained

    monkeypatch.setattr(epochs.Epochs, "on_epoch_end", record)
    run(tmp_path, epochs=2)
    assert seen == [70, 70]
    run(tmp_path, epochs=1, optimizer={"name": "sgd", "learning_rate": 1e38})
    assert seen[2] < 70


def test_describes_what_was_there_when_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The momentum is the model's own, whatever its options are called."""
    states = iter([("before", False), ("after", True)])
    monkeypatch.setattr(training.environment, "git_state", lambda: next(states))
    build = training.build_classifier

    def edited_meanwhile(*arguments: object) -> keras.Model:
        training.environment.git_state()
        return build(*arguments)

    monkeypatch.setattr(training, "build_classifier", edited_meanwhile)
    model = {"architecture": "alexnet", "options": {"batch_norm_momentum": 0.8}}
    arguments = write_all(tmp_path, train=16, valid=16, size=64)
    train(**arguments, model=model, recipe=recipe(epochs=1), seed=0)
    description = json.loads(arguments["outputs"]["run"].read_text())
    assert (description["git_commit"], description["git_dirty"]) == ("before", False)
    assert description["batch_norm_momentum"] == 0.8


def test_tells_of_each_epoch(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        run(tmp_path)
    lines = [line for line in caplog.messages if line.startswith("epoch ")]
    assert len(lines) == 2
    assert lines[0].startswith("epoch 1/2: loss ")
    for word in ("accuracy", "val_loss", "val_accuracy", "lr", " s, ", "images/s"):
        assert word in lines[1]


def test_tells_of_progress_within_a_long_epoch(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(epochs, "PROGRESS_SECONDS", 0)
    monkeypatch.setattr(training, "STEPS_PER_EXECUTION", 2)
    with caplog.at_level(logging.INFO):
        run(tmp_path, epochs=1)
    lines = [line.split(",")[0] for line in caplog.messages if ": batch " in line]
    assert lines == [f"epoch 1/1: batch {n}/5" for n in (2, 4, 5)]


def test_each_epoch_has_its_own_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, getitem = {}, Batches.__getitem__

    def record(batches: Batches, index: int) -> tuple:
        if batches.seed is not None:  # the training part
            rows = batches.order[index * 16 : (index + 1) * 16]
            read.setdefault(batches.epoch, {})[index] = sorted(rows.tolist())
        return getitem(batches, index)

    monkeypatch.setattr(Batches, "__getitem__", record)
    run(tmp_path, epochs=3)
    assert sorted(read) == [0, 1, 2]
    for batches in read.values():
        assert sorted(sum(batches.values(), [])) == list(range(70))
    assert read[0] != read[1] != read[2] != read[0]


@pytest.mark.parametrize("patience", [None, 1])
def test_a_run_that_lacks_only_its_outputs_writes_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, patience: int | None
) -> None:
    changes = {
        "epochs": 3,
        "optimizer": {"learning_rate": 1e-30},
        "early_stopping": {"patience": patience},
    }
    monkeypatch.setattr(training.shutil, "rmtree", lambda path: None)
    first, history, description = run(tmp_path, **changes)
    (tmp_path / "out/model.keras").unlink()
    second, again, resumed = run(tmp_path, **changes)
    assert same(first, second)
    assert history == again
    for key in ("stopped_because", "best_epoch", "epochs_run"):
        assert resumed[key] == description[key]
    assert resumed["resumed_from_epoch"] == len(history)


KILLED = """
import json, os, signal, sys
from pathlib import Path
sys.path[:0] = sys.argv[1:3]
from galaxybench import checkpoints
from galaxybench.training import train
from tests.training_setup import write_all
from tests.unit.test_training import EVERYTHING, GALAXY10, recipe
folder, kill_in = Path(sys.argv[3]), sys.argv[4]
write, calls = checkpoints._write, []
def write_and_die(path, *args, **more):
    calls.append(path.name)
    if calls.count("progress.npz") == 3 and kill_in == path.name[:4]:
        path.with_name(f".{path.name}.part").write_bytes(b"half")
        os.kill(os.getpid(), signal.SIGKILL)
    write(path, *args, **more)
checkpoints._write = write_and_die
changes = {**EVERYTHING, "epochs": 4, "best": {"monitor": "loss"}}
train(**write_all(folder), model=GALAXY10, recipe=recipe(**changes), seed=3)
"""


@pytest.mark.slow
def test_a_killed_run_ends_as_if_it_had_not_been_killed(tmp_path: Path) -> None:
    def process(folder: Path, kill_in: str = "") -> int:
        code = [sys.executable, "-c", KILLED, str(ROOT), str(ROOT / "scripts")]
        environment = os.environ | {"TF_CPP_MIN_LOG_LEVEL": "2"}
        done = subprocess.run([*code, str(folder), kill_in], env=environment)
        return done.returncode

    assert process(tmp_path / "whole") == 0
    assert process(tmp_path / "killed", "prog") == -signal.SIGKILL
    assert (tmp_path / "killed/state/digest/progress.npz").exists()
    assert process(tmp_path / "killed") == 0
    outputs = [write_all(tmp_path / name)["outputs"] for name in ("whole", "killed")]
    whole, whole_history, whole_run = results(outputs[0])
    killed, killed_history, killed_run = results(outputs[1])
    assert without_times(whole_history) == without_times(killed_history)
    assert same(whole, killed)
    assert whole_run["best_epoch"] == killed_run["best_epoch"]
    assert killed_run["resumed_from_epoch"] == 1
    assert not (tmp_path / "killed/state/digest").exists()
