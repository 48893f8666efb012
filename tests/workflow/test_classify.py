"""New images through the command that users write."""

import csv
import os
import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from sandbox.workflow_copy import copy_workflow

pytestmark = pytest.mark.slow

CONFIG = """
datasets: {tiny: {source: simulated_galaxies, images: 60, size: 16}}
recipes: {one: {batch_size: 32, epochs: 1, test_time_augmentation: dihedral}}
"""
RUN = "tiny/holdout/one/dense/seed-0"
SHEET = {"plot_contact_sheet": 1, "classify": 1}
CLASSIFY = {"classify_images": 1} | SHEET


@pytest.fixture(scope="module")
def workflow(tmp_path_factory):
    """A workflow with a model that is trained, and new images that are classified."""
    flow = copy_workflow(tmp_path_factory.mktemp("classify") / "copy", CONFIG)
    pixels = np.random.default_rng(0).integers(0, 256, (5, 16, 16, 3), np.uint8)
    for n, name in enumerate(["a.png", "b.jpg", "sub/c.png", "sub/d.png", "e.png"]):
        path = flow.folder / "new" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(pixels[n]).save(path)
    path.write_bytes(path.read_bytes()[:200])
    flow.snakemake("--cores", "1", "classify", *asked())
    return flow


def asked(model: str = RUN, images: str = "new") -> list[str]:
    return ["--config", f"model={model}", f"images={images}"]


def results(flow) -> Path:
    (folder,) = (flow.folder / "results/classified").iterdir()
    return folder


def rows(path: Path) -> list[dict]:
    with path.open() as file:
        return list(csv.DictReader(file))


def refusal(flow, *arguments: str) -> str:
    """What `snakemake classify` says where it must fail, on one line."""
    result = flow.snakemake("-n", "classify", *arguments, check=False)
    assert result.returncode
    return " ".join(result.stdout.split())


def test_the_model_is_trained_and_every_image_that_can_be_read_is_classified(workflow):
    folder = results(workflow)
    assert re.fullmatch(r"new-dense-[0-9a-f]{8}", folder.name)
    predictions = rows(folder / "predictions.csv")
    names = [row["image"] for row in predictions]
    assert names == ["a.png", "b.jpg", "sub/c.png", "sub/d.png"]
    assert [row["image"] for row in rows(folder / "refused.csv")] == ["e.png"]
    columns = [name for name in predictions[0] if name.startswith("p_")]
    assert "p_class_0" not in columns and len(columns) == 10
    for row in predictions:
        p = np.array([float(row[name]) for name in columns])
        assert p.sum() == pytest.approx(1, abs=1e-4)
        assert row["class"] == columns[int(p.argmax())].removeprefix("p_")
    assert (folder / "contact_sheet.png").stat().st_size > 5000
    log = workflow.folder / f"results/logs/classify_images/{folder.name}.log"
    assert "e.png cannot be read" in log.read_text()


def test_the_same_again_is_nothing_to_do_until_an_image_changes(workflow):
    assert workflow.planned("classify", *asked()) == {}
    assert workflow.planned("classify", *asked(images="./new/")) == {}
    image = workflow.folder / "new/a.png"
    time = image.stat().st_mtime
    os.utime(image, (time, time + 10))
    assert workflow.planned("classify", *asked()) == CLASSIFY
    # Its change time tells, even if the modification time is set back.
    os.utime(image, (time, time))
    assert workflow.planned("classify", *asked()) == CLASSIFY
    workflow.snakemake("--cores", "1", "classify", *asked())
    assert workflow.planned("classify", *asked()) == {}


def test_a_changed_colour_classifies_nothing_again(workflow):
    code = workflow.folder / "scripts/galaxybench/figures/style.py"
    text = code.read_text()
    code.write_text(text + "\nEDITED = True\n")
    assert workflow.planned("classify", *asked()) == SHEET
    code.write_text(text)
    assert workflow.planned("classify", *asked()) == {}


def test_other_images_have_a_folder_of_their_own(workflow):
    assert workflow.planned("classify", *asked(images="new/sub")) == CLASSIFY


def test_a_file_is_used_as_it_is_and_nothing_is_trained(workflow):
    file = f"results/runs/{RUN}/model.keras"
    code = workflow.folder / "scripts/galaxybench/training/training.py"
    text = code.read_text()
    code.write_text(text + "\nEDITED = True\n")
    assert workflow.planned("classify", *asked(file)) == CLASSIFY
    assert "train_model" in workflow.planned("classify", *asked())
    code.write_text(text)


def test_a_run_that_is_not_trained_is_trained_first(workflow):
    jobs = workflow.planned("classify", *asked(RUN.replace("seed-0", "seed-1")))
    assert jobs == {"train_model": 1} | CLASSIFY


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ([], "model: missing, needed by classify: snakemake --cores 1 classify"),
        (asked("tiny/holdout/once/dense/seed-0"), "did you mean 'one'?"),
        (asked(images="gone"), "images: no such file or folder: gone"),
    ],
)
def test_what_is_wrong_is_said_with_what_to_write(workflow, given, message):
    assert message in refusal(workflow, *given)


def test_what_is_wrong_for_classify_stops_nothing_else(workflow):
    target = f"results/runs/{RUN}/model.keras"
    assert workflow.planned(target, *asked("gone.keras", "gone")) == {}
