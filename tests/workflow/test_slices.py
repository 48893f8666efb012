"""Slices and a published split in the real workflow: what is made, and what reruns."""

import json
import re

import h5py
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
    "datasets": {"few": {"source": "hdf5", "path": "few.h5"}},
    "splits": {"published": {"method": "file", "path": "split.csv"}},
    "recipes": {"short": {"epochs": 1, "batch_size": 32}},
    "experiments": {"tiny": EXPERIMENT},
}
PARTS = np.resize(["train", "train", "test", "train", "valid", "test"], 238)
RESULT = "results/experiments/tiny"
RULES = ("find_slices", "compare_slices", "plot_slices", "write_slices", "write_report")
SLICED = dict.fromkeys(RULES, 1)


def write_images(flow):
    """Write 240 images of two classes, with a catalogue of three columns."""
    noise = np.random.default_rng(0)
    images = noise.integers(0, 256, (240, 16, 16, 3), np.uint8)
    with h5py.File(flow.folder / "few.h5", "w") as file:
        file["images"], file["ans"] = images, noise.integers(0, 2, 240)
        for name in ("signal_to_noise", "inclination_deg", "sersic_index"):
            file[name] = noise.uniform(0, 90, 240)


def write_split(flow, parts=PARTS):
    table = pd.DataFrame({"index": range(len(parts)), "part": parts})
    table.to_csv(flow.folder / "split.csv", index=False)


def configure(flow, **changes):
    tiny = EXPERIMENT | changes
    flow.config.write_text(yaml.safe_dump(CONFIG | {"experiments": {"tiny": tiny}}))


@pytest.fixture(scope="module")
def flow(tmp_path_factory):
    flow = copy_workflow(tmp_path_factory.mktemp("slices"), yaml.safe_dump(CONFIG))
    write_images(flow)
    write_split(flow)
    return flow


@pytest.fixture(scope="module")
def misspelt(flow):
    """The output and the page of a workflow whose slices have a column too many."""
    configure(flow, slices=["signal_to_noise", "inclination"])
    ended = flow.snakemake("--cores", "1", check=False)
    assert ended.returncode == 1
    return ended.stdout, (flow.folder / RESULT / "report.html").read_text()


@pytest.fixture(scope="module")
def workflow(flow, misspelt):
    configure(flow)
    flow.snakemake("--cores", "2")
    assert flow.planned() == {}
    return flow


@pytest.fixture(autouse=True)
def restored(workflow):
    yield
    configure(workflow)
    write_split(workflow)


def test_a_misspelt_column_is_told_before_anything_is_trained(misspelt):
    said, _ = misspelt
    assert "no column 'inclination' in the catalogue of the images" in said
    jobs = re.findall(r"^Job \d+: (\w+)", said, re.MULTILINE)
    # Of all that the split makes possible, it comes first.
    assert jobs[:3] == ["Import", "Split", "Find"] and "Train" in jobs


def test_a_misspelt_column_costs_the_slices_and_not_the_page(misspelt):
    said, page = misspelt
    [why] = [line for line in said.splitlines() if "figure slices (few, publ" in line]
    assert "find_slices failed: few, split published: slices: no column" in why
    assert "figure slices" in page and "no column &#39;inclination&#39;" in page
    assert "Slices of the test images" not in page and "dense" in page


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
    found = pd.read_csv(folder / "slices/few/published.csv")
    assert found["images"].sum() == 2 * (PARTS == "test").sum()
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
