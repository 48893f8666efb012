import json
from pathlib import Path

import keras
import numpy as np
import pytest

from galaxybench.training import checkpoints
from galaxybench.training.training_model import TrainingModel

X = np.random.default_rng(0).normal(size=(32, 4)).astype(np.float32)
Y = np.eye(3, dtype=np.float32)[np.random.default_rng(1).integers(0, 3, 32)]


def built(ema: float = 0.0) -> TrainingModel:
    """What is trained: noise before a classifier with dropout."""
    inputs = keras.Input((4,))
    x = keras.layers.Dense(8, activation="relu")(inputs)
    x = keras.layers.BatchNormalization()(keras.layers.Dropout(0.5)(x))
    inner = keras.Model(inputs, keras.layers.Dense(3, activation="softmax")(x))
    noisy = keras.layers.GaussianNoise(0.1, seed=5)(inputs)
    model = TrainingModel(inputs, noisy, inner)
    model.compile("adam", "categorical_crossentropy", jit_compile=False)
    model.optimizer.build(model.trainable_variables)
    model.refine({"sam": 0.0, "ema": ema})
    return model


def progress(epochs: int, best: int) -> dict:
    return {
        "history": [{"epoch": n + 1} for n in range(epochs)],
        "best_epoch": best,
        "stopped_because": "epochs",
    }


def weights(model: keras.Model) -> list[np.ndarray]:
    return [np.asarray(variable) for variable in model.variables]


def equal(first: list, second: list) -> bool:
    return all((a == b).all() for a, b in zip(first, second, strict=True))


@pytest.mark.parametrize("ema", [0.0, 0.9])
def test_goes_on_bit_by_bit(tmp_path: Path, ema: float) -> None:
    keras.utils.set_random_seed(1)
    model = built(ema)
    for _ in range(3):
        model.train_on_batch(X, Y)
    checkpoints.save(tmp_path, model, progress(1, 1))
    for _ in range(3):
        model.train_on_batch(X, Y)

    keras.utils.set_random_seed(2)
    resumed = built(ema)
    assert checkpoints.resume(tmp_path, resumed) == progress(1, 1)
    for _ in range(3):
        resumed.train_on_batch(X, Y)
    assert equal(weights(model), weights(resumed))
    assert equal(
        *([np.asarray(v) for v in m.optimizer.variables] for m in (model, resumed))
    )
    if ema:
        assert equal(
            *([np.asarray(v) for v in m.averages.variables] for m in (model, resumed))
        )


def test_the_best_epoch_is_kept_with_its_averages(tmp_path: Path) -> None:
    model = built(ema=0.9)
    model.train_on_batch(X, Y)
    raw = weights(model.classifier)
    checkpoints.save(tmp_path, model, progress(1, 1))
    assert equal(raw, weights(model.classifier))
    averages = [np.asarray(v) for v in model.averages.averages]
    checkpoints.load_best(tmp_path, model.classifier, 1)
    assert equal(averages, model.classifier.get_weights())
    assert not equal(raw, weights(model.classifier))


def test_a_state_without_averages_is_refused_where_they_are_needed(
    tmp_path: Path,
) -> None:
    checkpoints.save(tmp_path, built(), progress(1, 1))
    with pytest.raises(ValueError, match="holds 0 variables of the averages"):
        checkpoints.resume(tmp_path, built(ema=0.9))


def test_keeps_the_best_epoch_only(tmp_path: Path) -> None:
    model = built()
    checkpoints.save(tmp_path, model, progress(0, 0))
    model.train_on_batch(X, Y)
    checkpoints.save(tmp_path, model, progress(1, 1))
    best = weights(model.classifier)
    model.train_on_batch(X, Y)
    checkpoints.save(tmp_path, model, progress(2, 1))
    assert not equal(best, weights(model.classifier))
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["best-1.npz", "progress.npz"]
    checkpoints.load_best(tmp_path, model.classifier, 1)
    assert equal(best, weights(model.classifier))


def test_a_save_that_is_cut_short_leaves_the_one_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = built()
    checkpoints.save(tmp_path, model, progress(1, 1))
    savez = np.savez

    def cut_short(file: object, **arrays: np.ndarray) -> None:
        if "json" in arrays:
            file.write(b"PK half a file")
            raise OSError("No space left on device")
        savez(file, **arrays)

    monkeypatch.setattr(np, "savez", cut_short)
    with pytest.raises(OSError, match="No space"):
        checkpoints.save(tmp_path, model, progress(2, 2))
    assert checkpoints.resume(tmp_path, model) == progress(1, 1)
    checkpoints.load_best(tmp_path, model.classifier, 1)


def test_nothing_saved_is_nothing_to_resume(tmp_path: Path) -> None:
    assert checkpoints.resume(tmp_path / "missing", built()) is None


def test_a_damaged_state_starts_afresh(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    model = built()
    checkpoints.save(tmp_path, model, progress(1, 1))
    path = tmp_path / "progress.npz"
    path.write_bytes(path.read_bytes()[:200])
    assert checkpoints.resume(tmp_path, model) is None
    assert str(path) in caplog.text


def test_the_state_of_another_model_is_refused(tmp_path: Path) -> None:
    model = built()
    checkpoints.save(tmp_path, model, progress(1, 1))
    inputs = keras.Input((4,))
    inner = keras.Model(inputs, keras.layers.Dense(3)(inputs))
    other = TrainingModel(inputs, inputs, inner)
    other.compile("adam", "mse")
    with pytest.raises(ValueError, match="variables of the model, which has 2"):
        checkpoints.resume(tmp_path, other)


def test_the_history_comes_back_exactly(tmp_path: Path) -> None:
    model = built()
    saved = progress(0, 0) | {"history": [{"epoch": 1, "loss": 1 / 3}]}
    checkpoints.save(tmp_path, model, saved | {"best_epoch": 1})
    history = checkpoints.resume(tmp_path, model)["history"]
    assert history == [{"epoch": 1, "loss": 1 / 3}]
    assert json.dumps(history[0]["loss"]) == repr(1 / 3)
