"""Slices and a published split in the real workflow: what is made, and what reruns."""

import json

import numpy as np
import pandas as pd
import pytest
import yaml

from galaxybench.images.fits import read_catalog
from sandbox.workflow_copy import copy_workflow

pytestmark = pytest.mark.slow

EXPERIMENT = {
    "datasets": ["few"],
    "splits": ["published"],
    "recipes": ["short"],
    "models": ["dense"],
    "seeds": [0, 1],
    "gradcam": False,
    "slices": ["signal_to_noise", {"column": "inclination_deg", "edges": [45]}],
}
CONFIG = {
    "run": ["tiny"],
    "datasets": {
        "few": {"source": "simulated_galaxies", "images": 240, "size": 16, "seed": 3}
    },
    "splits": {"published": {"method": "file", "path": "split.csv"}},
    "recipes": {"short": {"epochs": 1, "batch_size": 32}},
    "experiments": {"tiny": EXPERIMENT},
}
PARTS = np.resize(["train", "train", "test", "train", "valid", "test"], 238)
RESULT = "results/experiments/tiny"
SLICED = dict.fromkeys(
    ("compare_slices", "plot_slices", "write_slices", "write_report"), 1
)


def write_split(flow, parts=PARTS):
    table = pd.DataFrame({"index": range(len(parts)), "part": parts})
    table.to_csv(flow.folder / "split.csv", index=False)


def configure(flow, **changes):
    tiny = EXPERIMENT | changes
    flow.config.write_text(yaml.safe_dump(CONFIG | {"experiments": {"tiny": tiny}}))


@pytest.fixture(scope="module")
def workflow(tmp_path_factory):
    flow = copy_workflow(tmp_path_factory.mktemp("slices"), yaml.safe_dump(CONFIG))
    write_split(flow)
    flow.snakemake("--cores", "2")
    assert flow.planned() == {}
    return flow


@pytest.fixture(autouse=True)
def restored(workflow):
    yield
    configure(workflow)
    write_split(workflow)


def test_the_split_is_that_of_the_file(workflow):
    folder = workflow.folder / "data/splits/few/published"
    test = read_catalog(folder / "test.fits")["source_index"]
    assert np.asarray(test).tolist() == np.flatnonzero(PARTS == "test").tolist()
    split = json.loads((folder / "split.json").read_text())
    assert split["file"] == "split.csv" and split["dropped"]["not_listed"] == 2
    assert "test" not in split["options"]


def test_slices_are_in_the_file_the_figure_the_table_and_on_the_page(workflow):
    folder = workflow.folder / RESULT
    table = pd.read_csv(folder / "slices.csv")
    assert table["slice"].nunique() == 6 and (table["tests"] >= 2).all()
    assert (table.groupby("column")["images"].sum() == (PARTS == "test").sum()).all()
    place = folder / "figures/few/published/slices.png"
    assert place.stat().st_size > 10_000
    assert (folder / "tables/few/published/slices.tex").is_file()
    page = (folder / "report.html").read_text()
    assert "Slices of the test images" in page and "inclination_deg ≥ 45" in page
    assert "as listed in split.csv" in page


def test_other_slices_train_nothing(workflow):
    configure(workflow, slices=["sersic_index"])
    assert workflow.planned() == SLICED
    configure(workflow, slices=[])
    assert workflow.planned() == {"write_report": 1}


def test_the_time_of_the_file_counts_for_nothing_and_its_content_for_all(workflow):
    write_split(workflow)
    assert workflow.planned() == {}
    other = PARTS.copy()
    other[:6] = np.roll(other[:6], 1)
    write_split(workflow, other)
    planned = workflow.planned()
    assert planned["split_dataset"] == 1 and planned["train_model"] == 2
    assert "import_dataset" not in planned
