"""The page of a data set, through the command that users write."""

import os

import numpy as np
import pytest
from PIL import Image

from sandbox.workflow_copy import copy_workflow

pytestmark = pytest.mark.slow

CONFIG = """
datasets: {photos: {source: image_folder, path: photos, size: 8}}
"""
PAGE = "results/looks/photos.html"


@pytest.fixture(scope="module")
def flow(tmp_path_factory):
    flow = copy_workflow(tmp_path_factory.mktemp("look") / "copy", CONFIG)
    noise = np.random.default_rng(0)
    for name in ("cat", "dog"):
        (flow.folder / "photos" / name).mkdir(parents=True)
        for number in range(4):
            pixels = noise.integers(0, 256, (8, 8, 3), np.uint8)
            Image.fromarray(pixels).save(flow.folder / f"photos/{name}/{number}.png")
    return flow


def test_it_imports_and_shows_without_a_split_and_again_only_after_a_change(flow):
    assert flow.planned("look_photos") == {
        "import_dataset": 1, "write_look": 1, "look_photos": 1,
    }  # fmt: skip
    assert PAGE in flow.snakemake("--cores", "1", "look_photos").stdout
    page = (flow.folder / PAGE).read_text()
    assert "A look at photos" in page and page.count("data:image/webp") == 8
    assert not (flow.folder / "data/splits").exists()
    assert "write_look" not in flow.planned("look_photos")
    os.utime(flow.folder / "photos/cat/0.png", (1e9, 1e9))
    assert "write_look" not in flow.planned("look_photos")
    template = flow.folder / "scripts/galaxybench/report/templates/look.html.j2"
    template.write_text(template.read_text().replace("A look at", "A view of"))
    jobs = flow.planned("look_photos")
    assert jobs["write_look"] == 1 and "import_dataset" not in jobs
    Image.new("RGB", (8, 8)).save(flow.folder / "photos/cat/0.png")
    jobs = flow.planned("look_photos")
    assert jobs["write_look"] == jobs["import_dataset"] == 1
