"""A downloaded data set: from a mirror to its split, and when the file changes."""

import hashlib
import json

import numpy as np
import pytest

from sandbox.workflow_copy import copy_workflow

pytestmark = pytest.mark.slow

SOURCE = '''"""A made-up source of one file."""

import numpy as np
from astropy.table import Table

from galaxybench.images.imageset import ImageSet

OPTIONS = {{}}
FILES = [{{"name": "cube.npy", "urls": [], "sha256": "{sha256}"}}]
CLASSES = ["dark", "bright"]
CITATION = "none"


def open_source(files, options):
    """Open it."""
    cube = np.load(files[0])
    labels = np.arange(len(cube)) % 2
    catalog = Table({{"source_index": np.arange(len(cube))}})
    provenance = {{"source": "fetched", "sha256": FILES[0]["sha256"]}}
    return ImageSet(
        cube.shape[1:], labels, CLASSES, catalog, lambda rows: cube[rows], provenance
    )
'''
CONFIG = """
downloads: {mirror: MIRROR}
datasets: {fetched: {source: fetched}}
"""
SPLIT = "data/splits/fetched/holdout/split.json"


def publish(workflow, images: int) -> str:
    """Put a file of so many images into the mirror and its checksum into the source."""
    path = workflow.folder / "mirror" / "fetched" / "cube.npy"
    path.parent.mkdir(parents=True, exist_ok=True)
    pixels = np.random.default_rng(images).integers(0, 256, (images, 8, 8, 3), np.uint8)
    np.save(path, pixels)
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    source = workflow.folder / "scripts/galaxybench/datasets/fetched.py"
    source.write_text(SOURCE.format(sha256=sha256))
    return sha256


@pytest.fixture(scope="module")
def downloaded(tmp_path_factory):
    folder = tmp_path_factory.mktemp("downloads") / "copy"
    flow = copy_workflow(folder, CONFIG.replace("MIRROR", "mirror"))
    publish(flow, 40)
    flow.snakemake("--cores", "1", SPLIT)
    return flow


@pytest.fixture
def workflow(downloaded, tmp_path):
    """A copy of the downloaded folder, which a test may edit."""
    return downloaded.copied_to(tmp_path / "copy")


def images(workflow) -> int:
    return sum(json.loads((workflow.folder / SPLIT).read_text())["images"].values())


def test_a_changed_file_is_fetched_imported_and_split_in_one_run(workflow):
    assert images(workflow) == 40
    assert workflow.planned(SPLIT) == {}
    publish(workflow, 60)
    old = workflow.folder / "data/raw/fetched/cube.npy"
    before = old.read_bytes()
    workflow.snakemake("--cores", "1", SPLIT)
    assert images(workflow) == 60
    assert workflow.planned(SPLIT) == {}
    kept = [path.read_bytes() for path in old.parent.glob("cube.npy.bad-*")]
    assert kept == [before]


def test_another_mirror_fetches_nothing(workflow):
    workflow.config.write_text(CONFIG.replace("MIRROR", "elsewhere"))
    assert workflow.planned(SPLIT) == {}


def test_a_file_that_is_gone_is_an_error_that_says_what_to_do(workflow):
    (workflow.folder / "data/raw/fetched/cube.npy").unlink()
    (workflow.folder / SPLIT).unlink()
    (workflow.folder / "data/images/fetched/images.fits").unlink()
    result = workflow.snakemake("--cores", "1", SPLIT, check=False)
    assert result.returncode != 0
    assert "cube.npy" in result.stdout and "delete" in result.stdout
