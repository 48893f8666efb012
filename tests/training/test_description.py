from pathlib import Path
from types import SimpleNamespace

import pytest

from galaxybench.training import description
from galaxybench.training.phases import phases
from galaxybench.training.session import prepare
from tests.helpers.training_setup import LENET, recipe, spec, write_all


def described(
    folder: Path, freeze: str = "none", resumed_from: int | None = None
) -> dict:
    options = recipe(freeze=freeze)
    session = prepare(spec(write_all(folder), LENET, options))
    session.begin(phases(options)[0])
    rows = [{"seconds": s, "images_per_second": v} for s, v in ((2, 10), (4, 30))]
    epochs = SimpleNamespace(
        history=rows, best_epoch=2, stopped_because="epochs", resumed_from=resumed_from
    )
    with description.watch() as watched:
        pass
    watched.energy.joules = 7.0
    return description.describe(session, epochs, watched, threads=3, devices=1)


def test_speeds_are_averaged_and_times_summed(tmp_path: Path) -> None:
    about = described(tmp_path)
    assert about["train_seconds"] == 6
    assert about["images_per_second"] == pytest.approx(2 / (1 / 10 + 1 / 30))
    assert about["epochs_run"] == 2
    assert about["threads"] == 3
    assert about["wall_seconds"] < 60
    assert about["started"] <= about["finished"]


def test_frozen_weights_are_not_trainable_parameters(tmp_path: Path) -> None:
    free, frozen = described(tmp_path), described(tmp_path, "backbone")
    assert free["parameters"] == free["trainable_parameters"] == frozen["parameters"]
    assert 0 < frozen["trainable_parameters"] < frozen["parameters"]


def test_the_energy_of_a_resumed_run_is_unknown(tmp_path: Path) -> None:
    assert described(tmp_path)["energy_joules"] == 7.0
    assert described(tmp_path, resumed_from=1)["energy_joules"] is None
