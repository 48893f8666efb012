"""The whole chain on real images, a little of each, for one epoch."""

import csv
import json
from pathlib import Path

import pytest
import yaml

from tests.workflow.conftest import copy_workflow

pytestmark = [pytest.mark.slow, pytest.mark.real_data]

ROOT = Path(__file__).resolve().parents[2]
FEW = {"galaxyzoo": 400, "galaxyzoo_256": 400, "mnist": 1000, "fashion_mnist": 1000}
EXPERIMENTS = ["real_galaxies", "real_galaxies_256", "real_decals", "real_digits"]


@pytest.fixture(scope="module")
def workflow(tmp_path_factory, shared_data):
    config = yaml.safe_load((ROOT / "tests/config/real_data.yaml").read_text())
    for name, limit in FEW.items():
        config["datasets"].setdefault(name, {"source": name})["limit"] = limit
    for recipe in config["recipes"].values():
        recipe["epochs"] = 1
        recipe.pop("schedule", None)
    for name in EXPERIMENTS:
        config["experiments"][name] |= {"models": ["lenet5"], "seeds": [0]}
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
    assert len(rows) == (2 if experiment == "real_digits" else 1)
    assert all(0 < float(row["accuracy"]) <= 1 for row in rows)


def test_the_test_part_of_mnist_is_its_own(workflow):
    split = "data/splits/mnist/predefined/split.json"
    summary = json.loads((workflow.folder / split).read_text())
    assert summary["leak_report"] == {"shared_groups": 0, "shared_images": 0}
    assert summary["images"]["test"] == pytest.approx(1000 / 7, abs=5)


def test_a_second_run_does_nothing(workflow):
    assert workflow.planned(*EXPERIMENTS) == {}
