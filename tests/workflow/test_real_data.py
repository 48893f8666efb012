"""The whole chain on real images, a little of each, for one epoch."""

import csv
import json
from pathlib import Path

import pytest
import yaml

from sandbox.workflow_copy import copy_workflow

pytestmark = [pytest.mark.slow, pytest.mark.real_data]

ROOT = Path(__file__).resolve().parents[2]
FEW = {"galaxyzoo": 400, "galaxyzoo_256": 400, "mnist": 1000, "fashion_mnist": 1000}
ROWS = {"real_galaxies": 3, "real_digits": 2, "real_photos": 1, "cifar3_sam": 1}
EXPERIMENTS = list(ROWS)
RUNS = "results/logs/train_model/{}/{}/{}/{}/seed-0.log"


@pytest.fixture(scope="module")
def workflow(tmp_path_factory, shared_data):
    config = yaml.safe_load((ROOT / "tests/config/real_data.yaml").read_text())
    for name, limit in FEW.items():
        config["datasets"].setdefault(name, {"source": name})["limit"] = limit
    recipes = config["recipes"]
    for recipe in recipes.values():
        recipe["epochs"] = 1
        recipe.pop("schedule", None)
    recipes["galaxies_improved"] = {"epochs": 1, "schedule": {"warmup_epochs": 0}}
    recipes["photos_reported_plain"] = {"epochs": 1}
    recipes["cifar100_pretraining"] = {"epochs": 1, "schedule": {"warmup_epochs": 0}}
    recipes["cifar3_reported"] = {"epochs": 21}  # the first cut of its rate is after 20
    experiments = config["experiments"]
    experiments["cifar3_sam"] = {"recipes": ["cifar3_reported"], "score_train": True}
    experiments["real_photos"] |= {
        "models": ["mobilenet_imagenet"],
        "recipes": ["photos_reported_plain"],
        "seeds": [0],
    }
    few = {"models": ["lenet5"], "seeds": [0]}
    experiments["real_digits"] |= few
    experiments["real_galaxies"] |= few | {
        "datasets": ["galaxyzoo", "galaxyzoo_256", "decals_100"],
        "recipes": ["galaxies_improved"],
    }
    flow = copy_workflow(tmp_path_factory.mktemp("real"), yaml.safe_dump(config))
    (flow.folder / "data").mkdir()
    for name in ("real", "mirror"):
        (flow.folder / "data" / name).symlink_to(shared_data / name)
    flow.snakemake("--cores", "2", *EXPERIMENTS)
    return flow


@pytest.mark.parametrize("experiment", EXPERIMENTS)
def test_every_experiment_ends_with_its_page_and_its_table(workflow, experiment):
    folder = workflow.folder / "results/experiments" / experiment
    page = (folder / "report.html").read_text()
    assert "SIMULATED" not in page
    with (folder / "metrics.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == ROWS[experiment]
    assert all(0 < float(row["accuracy"]) <= 1 for row in rows)


def test_the_test_part_of_mnist_is_its_own(workflow):
    split = "data/splits/mnist/predefined/split.json"
    summary = json.loads((workflow.folder / split).read_text())
    assert summary["leak_report"] == {"shared_groups": 0, "shared_images": 0}
    assert summary["images"]["test"] == pytest.approx(1000 / 7, abs=5)


def test_real_imagenet_weights_arrive(workflow):
    path = RUNS.format(
        "photos", "holdout", "photos_reported_plain", "mobilenet_imagenet"
    )
    log = (workflow.folder / path).read_text()
    assert "mobilenet_v1_0.25_224_imagenet.weights.h5: 54 of 55 layers loaded" in log
    assert "starts with random weights: head_dense [(256, 3), (3,)]" in log


def test_three_classes_start_from_the_net_of_a_hundred(workflow):
    names = ("cifar3", "predefined", "cifar3_reported", "mobilenet_v2_half")
    log = (workflow.folder / RUNS.format(*names)).read_text()
    assert "cifar100_pretraining/mobilenet_v2_half/seed-0/model.keras: " in log
    assert "head_dense [(1280, 3), (3,)], the file has [(1280, 100), (100,)]" in log
    folder = Path("results/runs", *names, "seed-0")
    history = (workflow.folder / folder / "history.csv").read_text().splitlines()
    column = history[0].split(",").index("learning_rate")
    rates = [float(row.split(",")[column]) for row in history[1:]]
    assert rates == pytest.approx([0.1] * 20 + [0.05])
    scores = json.loads((workflow.folder / folder / "train_metrics.json").read_text())
    assert scores["train_images"] == 29


def test_a_second_run_does_nothing(workflow):
    assert workflow.planned(*EXPERIMENTS) == {}
