"""What `model` and `images` mean, and how mistakes in them are told."""

from pathlib import Path

import pytest
import yaml

from galaxybench.config.classify_request import images_of, model_of, name_of
from galaxybench.config.configuration import resolve
from galaxybench.config.messages import ConfigError
from galaxybench.config.runs import Run

SCHEMA = Path(__file__).parents[2] / "config" / "config.schema.yaml"
CONFIG = """
run: [demo]
datasets: {simulated: {source: simulated_galaxies}}
splits: {holdout: {}, cv5: {method: kfold}}
recipes: {quick: {}}
experiments:
  demo: {datasets: [simulated], splits: [holdout], models: [lenet5], recipes: [quick],
         seeds: [0]}
"""
RUN = "simulated/holdout/quick/lenet5/seed-3"
PHOTOS = {"images": "photos"}


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos/a.png").write_text("")
    (tmp_path / "own.keras").write_text("")


def config(**given):
    return resolve({**yaml.safe_load(CONFIG), **given}, SCHEMA)


@pytest.mark.parametrize("name", [RUN, f"results/runs/{RUN}", f"results/runs/{RUN}/"])
def test_a_run_is_named_as_its_folder(name):
    found = model_of(config(model=name, images="photos"))
    assert found == Run("simulated", "holdout", "quick", "lenet5", 3)


def test_a_file_is_taken_as_it_is():
    assert model_of(config(model="own.keras", images="photos")) == Path("own.keras")


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
def test_a_wrong_model_is_told_with_what_to_write(given, message):
    with pytest.raises(ConfigError, match=message):
        model_of(config(**given))


def test_models_that_lie_there_are_named(tmp_path):
    path = tmp_path / "results/runs" / RUN / "model.keras"
    path.parent.mkdir(parents=True)
    path.write_text("")
    with pytest.raises(ConfigError, match=f"trained already: {RUN}"):
        model_of(config(model="lenet5", images="photos"))


def test_images_that_are_not_there_are_told():
    with pytest.raises(ConfigError, match="images: no such file or folder: fotos"):
        images_of(config(model=RUN, images="fotos"))


def test_a_change_of_the_images_is_seen(tmp_path):
    before = images_of(config(images="photos"))
    assert images_of(config(images="photos/")) == before
    (tmp_path / "photos/b.png").write_text("")
    assert images_of(config(images="photos"))[1] != before[1]


def test_every_pair_has_a_folder_of_its_own_and_every_way_to_write_it_the_same(
    tmp_path,
):
    def name(model, images):
        return name_of(config(model=model, images=images))

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


@pytest.mark.parametrize("images", ["/", "..", "a b/{c}/ü*?.fits", "x" * 300, ".fits"])
def test_a_folder_has_a_name_that_any_file_system_takes(images):
    name = name_of(config(model="m.keras", images=images))
    assert name.isascii() and name.replace("_", "").replace("-", "").isalnum()
    assert len(name) < 100


def test_without_a_model_there_is_a_name_all_the_same():
    assert name_of(config())
