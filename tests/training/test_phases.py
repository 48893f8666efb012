from pathlib import Path

import keras
import numpy as np

from galaxybench.training.phases import Phase, phases
from tests.helpers.training_setup import LENET, recipe, run

TWO = [
    {"epochs": 2, "learning_rate": 0.01, "freeze": "backbone"},
    {"epochs": 3, "learning_rate": 0.001, "freeze": None},
]


def test_a_recipe_without_phases_is_one() -> None:
    options = recipe(epochs=7, freeze="half", optimizer={"learning_rate": 0.02})
    assert phases(options) == [Phase(0, 7, 0.02, "half")]


def test_a_phase_without_freeze_takes_the_recipes() -> None:
    assert phases(recipe(phases=TWO, freeze="half")) == [
        Phase(0, 2, 0.01, "backbone"),
        Phase(1, 3, 0.001, "half"),
    ]


def start(folder: Path) -> keras.Model:
    """The model before its first step."""
    model, *_ = run(folder, LENET, optimizer={"learning_rate": 1e-30})
    return model


def kernels(model: keras.Model) -> list[np.ndarray]:
    return [layer.get_weights()[0] for layer in model.layers if layer.weights]


def test_the_head_is_trained_first_and_then_all(tmp_path: Path) -> None:
    before = kernels(start(tmp_path / "start"))
    last = {"best": {"monitor": "last"}}
    (head_only, history, _) = run(
        tmp_path / "one", LENET, phases=TWO[:1], epochs=2, **last
    )
    changed = [
        not np.array_equal(a, b)
        for a, b in zip(before, kernels(head_only), strict=True)
    ]
    assert changed == [False] * 4 + [True]
    both, rows, about = run(tmp_path / "two", LENET, phases=TWO, epochs=5, **last)
    changed = [
        not np.array_equal(a, b) for a, b in zip(before, kernels(both), strict=True)
    ]
    assert all(changed)
    assert [row["learning_rate"] for row in rows] == np.float32(
        [0.01, 0.01, 0.001, 0.001, 0.001]
    ).tolist()
    # The second phase goes on where the first ended.
    assert [row["loss"] for row in rows[:2]] == [row["loss"] for row in history]
    assert about["best_epoch"] == about["epochs_run"] == 5


def test_each_phase_has_the_schedule_from_its_start(tmp_path: Path) -> None:
    phase = {"epochs": 3, "learning_rate": 0.01}
    options = {"schedule": {"name": "step", "every": 1, "factor": 0.5}}
    _, rows, _ = run(tmp_path, phases=[phase, phase], epochs=6, **options)
    rates = [row["learning_rate"] for row in rows]
    np.testing.assert_allclose(rates, [0.01, 0.005, 0.0025] * 2, rtol=1e-5)


def test_early_stopping_ends_a_phase_and_not_the_run(tmp_path: Path) -> None:
    still = {"epochs": 4, "learning_rate": 1e-30}
    patience = {"early_stopping": {"patience": 1}}
    _, rows, about = run(
        tmp_path, phases=[still, {**still, "epochs": 2}], epochs=6, **patience
    )
    # Of each phase the first epoch is its best so far, and the second waits.
    assert [row["epoch"] for row in rows] == [1, 2, 3, 4]
    assert about["stopped_because"] == "early_stopping"
