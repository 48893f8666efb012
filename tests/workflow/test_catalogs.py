"""A table beside images in the real workflow: only what changed is imported again."""

import os
import time

import pytest

from galaxybench.config.file_contents import SETTLED
from sandbox.workflow_copy import copy_workflow
from tests.helpers.catalogs import write_catalog

pytestmark = pytest.mark.slow

CONFIG = """
datasets:
  mine:
    source: catalog
    table: cat.csv
    images: thumbs
    file: "g{number}.png"
    label: type
    id: objid
    size: 12
splits: {holdout: {test: 0.3, valid: 0.3}}
"""
IMAGES = "data/images/mine/images.fits"
SPLIT = "data/splits/mine/holdout/split.json"


@pytest.fixture(scope="module")
def workflow(tmp_path_factory):
    flow = copy_workflow(tmp_path_factory.mktemp("catalog") / "copy", CONFIG)
    write_catalog(flow.folder, number=range(12))
    time.sleep(SETTLED + 0.5)  # later, or the checksums are not remembered
    flow.snakemake("--cores", "1", IMAGES)
    return flow


def test_what_is_touched_is_not_imported_again(workflow):
    for name in ("cat.csv", "thumbs/g3.png"):
        os.utime(workflow.folder / name, (1e9, 1e9))
    (workflow.folder / "thumbs/notes.txt").touch()
    assert workflow.planned(IMAGES) == {}


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [("cat.csv", b"0.05", b"0.06"), ("thumbs/g3.png", b"IEND", b"IENd")],
)
def test_what_changed_with_size_and_time_kept_is(workflow, name, old, new):
    path = workflow.folder / name
    before, content = path.stat(), path.read_bytes()
    assert content.count(old) == 1
    path.write_bytes(content.replace(old, new))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert workflow.planned(IMAGES) == {"import_dataset": 1}
    path.write_bytes(content)
    assert workflow.planned(IMAGES) == {}


def test_a_table_that_was_refused_is_refused_at_the_next_call(workflow):
    workflow.snakemake("--cores", "1", SPLIT)
    table = workflow.folder / "cat.csv"
    text = table.read_text()
    first, second = (line.split(",")[1] for line in text.splitlines()[1:3])
    table.write_text(text.replace(second, first))  # one id for two images
    for _ in range(2):
        ended = workflow.snakemake("--cores", "1", SPLIT, check=False)
        assert ended.returncode == 1 and "cat.csv" in ended.stdout
        assert workflow.planned(SPLIT)["import_dataset"] == 1
    table.write_text(text)
    workflow.snakemake("--cores", "1", SPLIT)
    assert workflow.planned(SPLIT) == {}


def test_planning_imports_nothing_heavy(tmp_path):
    # Anew: to compare params with those of an earlier run, Snakemake imports pandas.
    workflow = copy_workflow(tmp_path / "copy", CONFIG)
    write_catalog(workflow.folder)
    assert workflow.heavy_imports(IMAGES) == set()
