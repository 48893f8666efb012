import time
from pathlib import Path

import pytest

from galaxybench.estimates.probing import probe
from tests.helpers.training_setup import LENET, recipe, spec, write_all


def measured(folder: Path, **changes: object) -> dict:
    given = spec(write_all(folder), LENET, recipe(**changes))
    return probe(given, threads=1, began=time.perf_counter(), seconds=0.2)


def test_the_time_of_a_run_follows_from_the_speeds(tmp_path: Path) -> None:
    found = measured(tmp_path, epochs=50)
    assert (found["train_images"], found["valid_images"]) == (70, 37)
    assert found["epochs"] == 50
    assert found["parameters"] > 0
    assert found["flops"] > 0
    epoch = (
        70 / found["train_images_per_second"] + 37 / found["valid_images_per_second"]
    )
    assert found["seconds"] == pytest.approx(found["startup_seconds"] + 50 * epoch)
    assert 10 < found["train_images_per_second"] < 1e5
    assert 0.1 < found["startup_seconds"] < 120
    assert not (tmp_path / "out").exists()


def test_epochs_of_all_phases_count(tmp_path: Path) -> None:
    phases = [
        {"epochs": 2, "learning_rate": 0.01, "freeze": "backbone"},
        {"epochs": 3, "learning_rate": 0.001},
    ]
    assert measured(tmp_path, phases=phases, augmentation={"mixup": 0.2})["epochs"] == 5
