"""What a run trains on, starts from and predicts with."""

import pytest

from galaxybench.config.planning_error import PlanningError
from galaxybench.config.runs import Run
from galaxybench.workflow.run_inputs import RunInputs
from tests.helpers.workflow_setup import RUN, resolved, wildcards

JOB = wildcards(RUN)
TURNED = wildcards(RUN.replace("plain", "turned"))
STARTS = """
recipes:
  from_file: {{weights: {}}}
  from_run: {{weights: {{run: sky/holdout/plain/dense/seed-4}}}}
  from_imagenet: {{weights: imagenet}}
"""


@pytest.fixture
def starts(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return RunInputs(resolved(STARTS.format("mine.weights.h5")))


def job(recipe: str, model: str = "dense"):
    return wildcards(f"dataset=sky split=holdout recipe={recipe} model={model} seed=0")


def test_test_time_augmentation_is_no_part_of_a_training():
    runs = RunInputs(resolved())
    assert "test_time_augmentation" not in runs.recipe(TURNED)
    assert runs.test_time_augmentation(TURNED) == "dihedral"
    assert runs.test_time_augmentation(JOB) == "none"


def test_a_recipe_has_what_the_model_changes_and_its_keys_are_sorted():
    recipe = RunInputs(resolved()).recipe(job("plain", "slow_dense"))
    assert recipe["optimizer"]["learning_rate"] == 0.0005
    assert list(recipe) == sorted(recipe)


def test_a_run_serves_as_well_as_wildcards():
    runs, run = RunInputs(resolved()), Run("sky", "holdout", "plain", "slow_dense", 0)
    assert runs.model(run)["architecture"] == "dense"
    assert runs.recipe(run) == runs.recipe(job("plain", "slow_dense"))


def test_a_recipe_that_balances_trains_on_the_balanced_part():
    runs = RunInputs(resolved())
    assert runs.train_part(JOB) == "data/splits/sky/holdout/train.fits"
    balanced = "data/prepared/sky/holdout/turned/train.fits"
    assert runs.train_part(TURNED) == balanced


def test_weights_come_from_a_run_or_from_a_verified_download(starts):
    model = "results/runs/sky/holdout/plain/dense/seed-4/model.keras"
    assert starts.starting_weights(job("from_run")) == [model]
    [proof] = starts.starting_weights(job("from_imagenet", "resnet50"))
    assert proof.startswith("data/weights/resnet50/") and proof.endswith(".verified")
    assert starts.starting_weights(JOB) == []


def test_a_file_of_weights_must_exist(starts, tmp_path):
    with pytest.raises(PlanningError, match="recipes.from_file.weights .model dense"):
        starts.starting_weights(job("from_file"))
    (tmp_path / "mine.weights.h5").touch()
    assert starts.starting_weights(job("from_file")) == ["mine.weights.h5"]
