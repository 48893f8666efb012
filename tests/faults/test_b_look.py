"""The page of a data set: what cannot be read is refused in the words of the import."""

import json

import numpy as np
import pytest
from PIL import Image

from tests.helpers.faults import TINY
from tests.helpers.looked import image_set, imported

PHOTOS = {"datasets": {"mine": {"source": "image_folder", "path": "in", "size": 8}}}
LEAVES = ["data/*", "in/*"]
NOISE = np.random.default_rng(0)


def photos(folder) -> None:
    for name in ("a", "b"):
        (folder / "in" / name).mkdir(parents=True)
        for number in range(3):
            pixels = NOISE.integers(0, 256, (8, 8, 3), np.uint8)
            Image.fromarray(pixels).save(folder / f"in/{name}/{number}.png")


@pytest.mark.parametrize(
    ("wrong", "right", "says"),
    [
        (
            "look_ski",
            "look_sky",
            "unknown data set 'ski': did you mean 'sky'",
        ),
        ("look_tiny", "look_sky", "unknown data set 'tiny' (available: "),
        (
            "verify_tini",
            "verify_tiny",
            "experiment 'tini': did you mean 'tiny'",
        ),
    ],
)
def test_a_target_of_no_data_set(planned, wrong, right, says):
    planned({}, wrong).refused(says)
    planned({}, right).passes()


def test_an_experiment_with_the_name_of_a_look(planned):
    case = planned({"experiments": {"look_sky": TINY["experiments"]["tiny"]}})
    case.refused("experiments.look_sky", "allowed: any name except", "look_sky")
    case.mended().passes()


def test_a_folder_that_is_not_there(planned):
    case = planned(PHOTOS, "look_mine", leaves=LEAVES)
    case.refused("datasets.mine.path", "in", "correct the path")
    photos(case.folder)
    case.passes("write_look")


def test_a_damaged_picture_has_the_message_of_the_import_and_no_page(planned):
    case = planned(PHOTOS, "--cores", "1", "look_mine", dry=False, leaves=LEAVES)
    photos(case.folder)
    damaged = case.folder / "in/b/0.png"
    whole = damaged.read_bytes()
    damaged.write_bytes(whole[:80])
    ended = case.refused("in/b/0.png", "results/logs/import_dataset/mine.log")
    assert "runs succeeded" not in ended.terminal
    assert not (case.folder / "results/looks").exists()
    damaged.write_bytes(whole)
    case.passes("results/looks/mine.html")


@pytest.fixture
def look(job):
    """Looks at an imported data set of fluxes."""
    described = {"source": "image_folder", "options": {}, "selection": {}}
    case = job(
        "write_look",
        input={"images": "images.fits", "summary": "dataset.json"},
        output={"page": "look.html"},
        params={"dataset": described},
        wildcards={"dataset": "mine"},
    )
    fluxes = NOISE.normal(0, 1, (6, 8, 8, 2)).astype(np.float32)
    data = imported(case.folder, image_set(fluxes))
    (case.folder / "dataset.json").write_text(json.dumps(data.summary))
    return case


@pytest.mark.parametrize("kept", [100, 3000, 6000])
def test_a_cut_file_of_images(look, kept):
    path = look.folder / "images.fits"
    whole = path.read_bytes()
    path.write_bytes(whole[:kept])
    look.refused("images.fits")
    path.write_bytes(whole)
    look.passes()


def test_a_cut_summary(look):
    path = look.folder / "dataset.json"
    whole = path.read_text()
    path.write_text(whole[:40])
    look.refused("dataset.json")
    path.write_text(whole)
    look.passes()
