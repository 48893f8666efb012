"""One workstation with several GPUs, simulated by CUDA_VISIBLE_DEVICES."""

import re

import pytest

from sandbox.workflow_copy import copy_workflow

pytestmark = pytest.mark.slow

CONFIG = """
run: [pair]
datasets: {tiny: {source: simulated_galaxies, images: 60, size: 32, seed: 1}}
recipes: {short: {epochs: 1, batch_size: 16}}
experiments:
  pair:
    datasets: [tiny]
    splits: [holdout]
    models: [dense]
    recipes: [short]
    seeds: [0, 1, 2, 3]
"""
MODEL = "results/runs/tiny/holdout/short/dense/seed-{}/model.keras"
LOG = "results/logs/train_model/tiny/holdout/short/dense/seed-{}.log"


@pytest.fixture(scope="module")
def workflow(tmp_path_factory):
    return copy_workflow(tmp_path_factory.mktemp("gpus") / "copy", CONFIG)


@pytest.mark.parametrize(
    ("cards", "jobs", "seeds"), [("0,1", "1", (0, 1)), ("0", "2", (2, 3))]
)
def test_each_training_sees_one_card(
    workflow, tmp_path, monkeypatch, cards, jobs, seeds
):
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", cards)
    monkeypatch.setenv("GALAXYBENCH_JOBS_PER_GPU", jobs)
    monkeypatch.setenv("TMPDIR", str(tmp_path))  # where the locks are
    run = workflow.snakemake(
        *(MODEL.format(seed) for seed in seeds),
        *("--cores", "2", "--set-threads", "train_model=1"),
    )
    # The profile has counted the places on the cards.
    assert re.search(r"^Provided resources: gpu=\D*2\b", run.stdout, flags=re.M)
    for seed in seeds:
        log = (workflow.folder / LOG.format(seed)).read_text()
        assert re.search(rf"GPUs of this job: [{cards}]$", log, flags=re.M)
