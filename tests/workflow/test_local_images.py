"""A folder of the user's own images: what changes in it, and what does not, is seen."""

import os
import time

import numpy as np
import pytest
from PIL import Image

from galaxybench.config.file_contents import SETTLED
from sandbox.workflow_copy import copy_workflow

pytestmark = pytest.mark.slow

CONFIG = """
datasets: {photos: {source: image_folder, path: photos, size: 8}}
"""
IMAGES = "data/images/photos/images.fits"


@pytest.fixture(scope="module")
def imported(tmp_path_factory):
    flow = copy_workflow(tmp_path_factory.mktemp("photos") / "copy", CONFIG)
    pixels = np.random.default_rng(0).integers(0, 256, (4, 8, 8, 3), np.uint8)
    for n, name in enumerate(["cat/a.png", "cat/b.png", "dog/c.png", "dog/d.png"]):
        path = flow.folder / "photos" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(pixels[n]).save(path)
        os.utime(path, (1e9, 1e9))
    time.sleep(SETTLED + 0.5)  # later, or the checksums are not remembered
    flow.snakemake("--cores", "1", IMAGES)
    return flow


@pytest.fixture
def workflow(imported, tmp_path):
    """A copy of the imported folder, which a test may edit."""
    return imported.copied_to(tmp_path / "copy")


def test_an_image_moved_to_another_class_is_imported_again(workflow):
    photos = workflow.folder / "photos"
    assert workflow.planned(IMAGES) == {}
    # Name, size, time and place in the sorted list all stay the same.
    (photos / "cat/b.png").rename(photos / "dog/b.png")
    assert workflow.planned(IMAGES) == {"import_dataset": 1}


def test_an_image_replaced_in_place_is_imported_again(workflow):
    Image.new("RGB", (8, 8)).save(workflow.folder / "photos/cat/a.png")
    assert workflow.planned(IMAGES) == {"import_dataset": 1}


def test_an_image_replaced_with_size_and_time_kept_is_imported_again(workflow):
    assert workflow.planned(IMAGES) == {}
    image = workflow.folder / "photos/cat/a.png"
    content = bytearray(image.read_bytes())
    content[-20] ^= 1
    image.write_bytes(content)
    os.utime(image, (1e9, 1e9))
    assert workflow.planned(IMAGES) == {"import_dataset": 1}


def test_what_is_no_image_of_a_class_changes_nothing(workflow):
    photos = workflow.folder / "photos"
    for name in ("catalog.csv", "README", "Thumbs.db", "dog/.hidden", "cat/Thumbs.db"):
        (photos / name).write_text("")
    assert workflow.planned(IMAGES) == {}


def test_touched_copied_and_relinked_images_change_nothing(workflow):
    photos = workflow.folder / "photos"
    for path in photos.rglob("*.png"):
        path.touch()
    copied = photos.rename(workflow.folder / "elsewhere")
    photos.symlink_to(copied)
    (workflow.folder / "data/checksums/photos.json").unlink()
    assert workflow.planned(IMAGES) == {}


def test_planning_needs_no_place_to_remember(workflow):
    remembered = workflow.folder / "data/checksums"
    for file in remembered.iterdir():
        file.unlink()
    remembered.rmdir()
    remembered.touch()
    assert workflow.planned(IMAGES) == {}


def test_planning_a_folder_imports_nothing_heavy(workflow):
    assert workflow.heavy_imports(IMAGES) - {"pandas"} == set()
