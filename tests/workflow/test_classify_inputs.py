"""What `model` and `images` mean, and how mistakes in them are reported."""

import errno
import os

import pytest
import yaml

from galaxybench.config.configuration import resolve
from galaxybench.config.planning_error import PlanningError
from galaxybench.workflow.classify_inputs import ClassifyInputs
from tests.helpers.config_samples import SCHEMA
from tests.helpers.workflow_setup import wildcards

JOB = wildcards()
CONFIG = """
run: [demo]
datasets: {simulated: {source: simulated_galaxies}}
splits: {holdout: {}, cv5: {method: kfold}}
recipes: {quick: {test_time_augmentation: dihedral}}
experiments:
  demo: {datasets: [simulated], splits: [holdout], models: [lenet5], recipes: [quick],
         seeds: [0]}
"""
RUN = "simulated/holdout/quick/lenet5/seed-3"
MODEL = f"results/runs/{RUN}/model.keras"
PHOTOS = {"images": "photos"}


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos/a.png").write_text("")
    (tmp_path / "own.keras").write_text("")
    return tmp_path


def inputs(**given):
    return ClassifyInputs(resolve({**yaml.safe_load(CONFIG), **given}, SCHEMA))


@pytest.mark.parametrize("name", [RUN, f"results/runs/{RUN}", f"results/runs/{RUN}/"])
def test_a_run_is_named_as_its_folder_and_trained_first(name):
    found = inputs(model=name, images="photos")
    assert found.model_file(JOB) == [MODEL]
    request = found.request(JOB)
    assert (request["model"], request["views"]) == (MODEL, "dihedral")
    assert request["images"] == "photos"


def test_a_file_is_no_input_and_a_change_of_it_is_noticed(folder):
    found = inputs(model="own.keras", images="photos")
    assert found.model_file(JOB) == []
    before = found.request(JOB)
    assert (before["model"], before["views"]) == ("own.keras", "none")
    os.utime(folder / "own.keras", (1, 1))
    assert found.request(JOB)["changed"] != before["changed"]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({}, "model: missing.*classify --config model=MODEL images=IMAGES"),
        (PHOTOS, "model: missing"),
        ({"model": RUN}, "images: missing"),
        (
            {"model": "lenet5", **PHOTOS},
            "model: got 'lenet5', allowed: dataset/",
        ),
        (
            {"model": RUN.replace("quick", "quikc"), **PHOTOS},
            "did you mean .quick.",
        ),
        ({"model": RUN.replace("holdout", "cv5"), **PHOTOS}, "unknown split 'cv5'"),
        ({"model": "gone.keras", **PHOTOS}, "no such file: gone.keras .*give a run"),
    ],
)
def test_a_wrong_model_is_reported_with_what_to_write(given, message):
    for ask in (inputs(**given).model_file, inputs(**given).request):
        with pytest.raises(PlanningError, match=message):
            ask(JOB)


def test_models_that_lie_there_are_named(tmp_path):
    path = tmp_path / "results/runs" / RUN / "model.keras"
    path.parent.mkdir(parents=True)
    path.write_text("")
    with pytest.raises(PlanningError, match=f"trained already: {RUN}"):
        inputs(model="lenet5", images="photos").model_file(JOB)


def test_images_that_are_not_there_are_reported():
    with pytest.raises(PlanningError, match="images: no such file or folder: fotos"):
        inputs(model=RUN, images="fotos").request(JOB)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (os.mkfifo, "images: odd is a named pipe, expected a file"),
        (lambda path: path.symlink_to("/dev/zero"), "images: odd is a device"),
    ],
)
def test_what_is_neither_a_file_nor_a_folder_is_reported(folder, make, message):
    make(folder / "odd")
    with pytest.raises(PlanningError, match=message):
        inputs(model=RUN, images="odd").request(JOB)


def test_a_folder_that_may_not_be_read_is_reported(folder, monkeypatch):
    list_folder = os.scandir

    def refuse(place="."):
        if str(place) == "photos":
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), "photos")
        return list_folder(place)

    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(PlanningError, match="images: photos: Permission denied; allow"):
        inputs(model=RUN, images="photos").request(JOB)


def test_a_change_of_the_images_is_seen(tmp_path):
    before = inputs(model=RUN, images="photos").request(JOB)
    assert inputs(model=RUN, images="photos/").request(JOB) == before
    (tmp_path / "photos/b.png").write_text("")
    after = inputs(model=RUN, images="photos").request(JOB)
    assert after["changed"] != before["changed"]


def test_every_pair_has_a_folder_of_its_own_and_every_way_to_write_it_the_same(
    tmp_path,
):
    def name(model, images):
        return inputs(model=model, images=images).name()

    first = name(RUN, "photos")
    assert first.startswith("photos-lenet5-")
    assert name(f"results/runs/{RUN}", "./photos/") == first
    assert name(RUN, str(tmp_path / "photos")) == first
    others = {
        name(RUN.replace("seed-3", "seed-4"), "photos"),
        name(RUN, "more/photos"),
        name("own.keras", "photos"),
        name("more/own.keras", "photos"),
        name(f"results/runs/{RUN}/model.keras", "photos"),
    }
    assert len(others | {first}) == 6


@pytest.mark.parametrize("images", ["/", "..", "a b/{c}/ü*?.fits", "x" * 200, ".fits"])
def test_a_folder_has_a_name_that_any_file_system_takes(images):
    name = inputs(model="m.keras", images=images).name()
    assert name.isascii() and name.replace("_", "").replace("-", "").isalnum()
    assert len(name) < 100


def test_without_a_model_there_is_a_name_all_the_same():
    assert inputs().name()
