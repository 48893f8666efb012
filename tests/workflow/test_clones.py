"""Two clones of the project end with the same bits: weights, history, predictions."""

import csv

import keras
import pytest

from sandbox.workflow_copy import copy_workflow
from tests.helpers.training_setup import same, without_times

pytestmark = pytest.mark.slow

MODELS = ("galaxy10_cnn", "fashion", "residual")
CONFIG = f"""
datasets: {{few: {{source: simulated_galaxies, images: 120, size: 24}}}}
models:
  fashion: {{architecture: fashion_cnn10, options: {{dropout: 0.2}}}}
  residual: {{architecture: resnet18, options: {{width: 8, dropout: 0.3}}}}
recipes:
  lively:
    epochs: 2
    batch_size: 16
    augmentation: {{flip: [horizontal], rotation: 20, shift: 0.1, mixup: 0.2}}
    optimizer: {{ema: 0.9}}
experiments:
  clones: {{datasets: [few], splits: [holdout], recipes: [lively],
           models: [{", ".join(MODELS)}], seeds: [3]}}
"""
RUNS = "results/runs/few/holdout/lively"


def test_two_clones_end_with_the_same_bits(tmp_path):
    targets = [f"{RUNS}/{model}/seed-3/predictions.csv" for model in MODELS]
    for clone in ("a", "b"):
        flow = copy_workflow(tmp_path / clone / "copy", CONFIG)
        flow.snakemake("--cores", "1", *targets)
    for target in targets:
        first, second = (tmp_path / clone / "copy" / target for clone in ("a", "b"))
        assert first.read_bytes() == second.read_bytes()
        folders = first.parent, second.parent
        models = [keras.models.load_model(path / "model.keras") for path in folders]
        assert same(*models)
        histories = []
        for path in folders:
            with (path / "history.csv").open(newline="") as file:
                histories.append(without_times(list(csv.DictReader(file))))
        assert len(histories[0]) == 2
        assert histories[0] == histories[1]
