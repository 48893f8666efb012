import json
import re
import sys
from pathlib import Path

import keras
import numpy as np
import pytest

from galaxybench.networks.model_card import read_card
from galaxybench.preparation.pixel_statistics import fit_pixel_statistics
from galaxybench.training import description, epochs, session, training, training_model
from galaxybench.training.batches import Batches
from tests.helpers.flux_cubes import as_fluxes
from tests.helpers.training_setup import (
    DENSE,
    EVERYTHING,
    LENET,
    losses,
    recipe,
    results,
    run,
    same,
    train,
    without_times,
    write_all,
    write_blobs,
)


def test_the_model_remembers_classes_and_the_bits_of_deep_pictures(tmp_path):
    made = write_all(tmp_path)
    train(made, DENSE, recipe(epochs=1))
    classes = {"classes": ["left", "right", "dark"], "SIMULATED": ""}
    assert read_card(made["outputs"]["model"]) == classes
    write_blobs(made["train_fits"], 70, bits="12")
    train(made, DENSE, recipe(epochs=1))
    assert read_card(made["outputs"]["model"]) == classes | {"bits": "12"}


def test_learns_what_is_separable_and_describes_itself(tmp_path: Path) -> None:
    model, history, description = run(tmp_path, LENET, epochs=8)
    assert history[-1]["val_accuracy"] == 1
    assert list(history[0]) == [
        "epoch",
        *("loss", "accuracy", "val_loss", "val_accuracy"),
        *("learning_rate", "seconds", "images_per_second"),
        *("loss_q25", "loss_q75", "accuracy_q25", "accuracy_q75"),
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


def test_saves_the_last_epoch_where_that_is_asked_for(tmp_path: Path) -> None:
    """A rate much too high for a net that can only learn the frequencies."""
    optimizer = {"name": "sgd", "learning_rate": 1.0}
    blind = {"architecture": "blind", "options": {}}
    model, history, description = run(
        tmp_path, blind, epochs=6, optimizer=optimizer, best={"monitor": "last"}
    )
    values = [row["val_loss"] for row in history]
    assert min(values) < values[-1] - 0.01, "the last epoch was the best: no test"
    assert description["best_epoch"] == 6
    valid = losses(model, tmp_path / "valid.fits")
    assert valid.mean() == pytest.approx(values[-1], rel=1e-4)


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


def test_augmentation_is_not_in_the_saved_model(tmp_path: Path) -> None:
    model, history, _ = run(tmp_path, **EVERYTHING)
    names = [type(layer).__name__ for layer in model.layers]
    assert names == ["InputLayer", "Rescaling", "Flatten", "Dense", "Dense"]
    assert history[0]["learning_rate"] < history[1]["learning_rate"]


def test_class_weights_raise_the_rare_classes(tmp_path: Path) -> None:
    """Noise has no class: the output settles at the weighted class frequencies."""
    shares = []
    for weights in ("none", "balanced", "sqrt"):
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
    counts = np.bincount(labels)
    np.testing.assert_allclose(shares[0], counts / 70, atol=0.06)
    np.testing.assert_allclose(shares[1], 1 / 3, atol=0.06)
    roots = np.sqrt(counts)
    np.testing.assert_allclose(shares[2], roots / roots.sum(), atol=0.06)


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


def test_a_step_schedule_reaches_the_optimizer(tmp_path: Path) -> None:
    schedule = {"name": "step", "every": 2, "factor": 0.5}
    _, history, _ = run(tmp_path, epochs=5, schedule=schedule)
    rates = [row["learning_rate"] for row in history]
    np.testing.assert_allclose(rates, [1e-3, 1e-3, 5e-4, 5e-4, 2.5e-4], rtol=1e-5)


def test_a_loss_that_is_no_number_stops_and_keeps_finite_weights(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    model, history, description = run(
        tmp_path, epochs=9, optimizer={"name": "sgd", "learning_rate": 1e38}
    )
    assert re.search(r"epoch \d, batch \d: the loss is (nan|inf)", caplog.text)
    assert description["stopped_because"] == "non_finite_loss"
    assert len(history) < 9
    assert not np.isfinite(history[-1]["loss"] + history[-1]["val_loss"])
    assert all(np.isfinite(weight).all() for weight in model.get_weights())


def test_an_epoch_that_stops_in_the_middle_counts_the_images_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "STEPS_PER_EXECUTION", 1)
    monkeypatch.setattr(training_model, "LATE", 1)
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


def test_training_images_are_read_ahead(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled = []
    monkeypatch.setattr(training.page_cache, "fill", filled.append)
    run(tmp_path, epochs=1)
    assert filled == [tmp_path / "train.fits"]


def test_describes_what_was_there_when_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The momentum is the model's own, whatever its options are called."""
    states = iter([("before", False), ("after", True)])
    monkeypatch.setattr(description.environment, "git_state", lambda: next(states))
    build = session.build_classifier

    def edited_meanwhile(*arguments: object) -> keras.Model:
        description.environment.git_state()
        return build(*arguments)

    monkeypatch.setattr(session, "build_classifier", edited_meanwhile)
    model = {"architecture": "alexnet", "options": {"batch_norm_momentum": 0.8}}
    made = write_all(tmp_path, train=16, valid=16, size=64)
    train(made, model, recipe(epochs=1))
    about = json.loads(made["outputs"]["run"].read_text())
    assert (about["git_commit"], about["git_dirty"]) == ("before", False)
    assert about["batch_norm_momentum"] == 0.8


def rewritten(folder, change):
    """The images of `write_all` as fluxes, with their statistics."""
    made = write_all(folder)
    for part in ("train", "valid", "test"):
        as_fluxes(folder / f"{part}.fits", change)
    return made | {"statistics": fit_pixel_statistics(folder / "train.fits")}


def trained(made, model, **changes):
    train(made, model, recipe(**changes))
    return results(made["outputs"])


@pytest.mark.parametrize(
    "changes",
    [
        {"epochs": 2},
        {"normalization": "none", "epochs": 1},
        {"augmentation": {"flip": ["horizontal"], "rotation": 20, "mixup": 0.3}},
    ],
)
def test_floats_of_0_to_255_train_as_uint8_to_the_bit(tmp_path, changes):
    pictures, history, _ = trained(write_all(tmp_path / "a"), LENET, **changes)
    made = rewritten(tmp_path / "b", lambda pixels: pixels)
    fluxes, other_history, description = trained(made, LENET, **changes)
    assert same(pictures, fluxes)
    assert without_times(history) == without_times(other_history)
    assert description["stretch"] is None
    assert read_card(made["outputs"]["model"])["pixels"] == "float32"


@pytest.mark.parametrize("name", ["linear", "asinh", "log"])
def test_fluxes_are_learned_through_a_stretch(tmp_path, name):
    made = rewritten(tmp_path, lambda pixels: np.sinh(pixels / 40) * 1e-3 - 1e-3)
    stretch = {"name": name}
    _, history, description = trained(made, LENET, epochs=8, stretch=stretch)
    assert history[-1]["val_accuracy"] > 0.9
    found = description["stretch"]
    assert found["name"] == name and len(found["low"]) == 3
    lows = [channel["low"] for channel in made["statistics"]["channels"]]
    assert found["low"] == lows


def test_what_is_for_pictures_refuses_fluxes(tmp_path):
    made = rewritten(tmp_path, lambda pixels: pixels)
    with pytest.raises(
        ValueError, match=r"'augmentation\.brightness': got 0\.1.*set it"
    ):
        trained(made, DENSE, augmentation={"brightness": 0.1})
    with pytest.raises(ValueError, match="'normalization': got 'rescale'.*fluxes"):
        trained(made, DENSE, normalization="rescale")
