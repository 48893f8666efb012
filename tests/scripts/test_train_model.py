import json
from pathlib import Path

import pytest

from tests.helpers.script_setup import run_script_in_own_process
from tests.helpers.training_setup import ROOT, recipe, write_all


@pytest.mark.slow
def test_trains_and_predicts(tmp_path: Path) -> None:
    arguments = write_all(tmp_path)
    code = [
        ROOT / "scripts/train_model.py",
        ROOT / "scripts/galaxybench/training/training.py",
    ]
    run_script_in_own_process(
        "train_model",
        tmp_path,
        log=["logs/train.log"],
        threads=1,
        wildcards={
            "dataset": "blobs",
            "split": "holdout",
            "recipe": "quick",
            "model": "lenet5",
            "seed": "3",
        },
        params={
            "recipe": recipe(),
            "model": {"architecture": "lenet5", "options": {}},
        },
        input={
            "code": code,
            "train": arguments["train_fits"],
            "valid": arguments["valid_fits"],
            "statistics": tmp_path / "pixel_statistics.json",
            "weights": [],
        },
        output=arguments["outputs"],
    )
    run = json.loads(arguments["outputs"]["run"].read_text())
    assert run["recipe_name"] == "quick"
    assert run["model_name"] == "lenet5"
    assert run["seed"] == 3
    assert set(run["digests"]) == {"weights", "train", "valid", "recipe", "code"}
    assert list((tmp_path / "results/state").iterdir()) == []
    log = (tmp_path / "logs/train.log").read_text()
    assert "epoch 2/2: loss" in log

    predictions = tmp_path / "out/predictions.csv"
    run_script_in_own_process(
        "predict",
        tmp_path,
        log=["logs/predict.log"],
        threads=1,
        params={"views": "none"},
        input={
            "model": arguments["outputs"]["model"],
            "test": tmp_path / "test.fits",
            "valid": tmp_path / "valid.fits",
        },
        output={
            "predictions": predictions,
            "valid": tmp_path / "out/valid.csv",
            "speed": tmp_path / "out/prediction_speed.json",
        },
    )
    speed = json.loads((tmp_path / "out/prediction_speed.json").read_text())
    assert speed["predict_seconds_per_image"] > 0
    assert len(predictions.read_text().splitlines()) == 21
    assert len((tmp_path / "out/valid.csv").read_text().splitlines()) == 38

    run_script_in_own_process(
        "explain",
        tmp_path,
        log=["logs/explain.log"],
        threads=1,
        input={
            "model": arguments["outputs"]["model"],
            "test": tmp_path / "test.fits",
            "predictions": predictions,
        },
        output={"maps": tmp_path / "out/gradcam.npz"},
    )
    assert (tmp_path / "out/gradcam.npz").exists()
