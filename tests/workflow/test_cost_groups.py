"""Runs that differ in seed and fold alone are one group."""

import json

import pytest

from galaxybench.workflow.cost_groups import CostGroups
from galaxybench.workflow.run_inputs import RunInputs
from tests.helpers.workflow_setup import RUN, resolved, wildcards

JOB = wildcards()


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def make_run(folder) -> str:
    runs, job = RunInputs(resolved()), wildcards(RUN)
    path = "results/runs/sky/holdout/plain/dense/seed-0/run.json"
    file = folder / path
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps({"recipe": runs.recipe(job), "model": runs.model(job)}))
    return path


def test_folds_are_one_group_with_one_probe():
    groups = CostGroups(resolved()).described("wide")(JOB)
    folds = next(group for group in groups if group["names"]["scheme"] == "cv")
    assert len(groups) == 6 and folds["runs"] == 3
    assert folds["probe"] == "results/probes/sdss/cv-fold0/plain/dense.json"


def test_a_group_with_a_run_that_was_made_needs_no_probe(folder):
    costs = CostGroups(resolved())
    assert len(costs.probes("tiny")(JOB)) == 4
    made = make_run(folder)
    first, *others = costs.described("tiny")(JOB)
    assert (first["done"], first["probe"], first["runs"]) == ([made], None, 2)
    assert costs.probes("tiny")(JOB) == [group["probe"] for group in others]


def test_every_group_is_tuned_with_its_recipe():
    costs = CostGroups(resolved())
    tried = costs.tried("tiny")(JOB)
    assert [path for _, _, path in tried] == costs.tried_files("tiny")(JOB)
    names, recipe, path = tried[-1]
    assert (names["recipe"], names["model"]) == ("turned", "lenet5")
    assert recipe["epochs"] == 3 and "test_time_augmentation" not in recipe
    assert path == "results/tuning/sky/holdout/turned/lenet5.json"


def test_every_training_is_watched_and_some_are_done(folder):
    make_run(folder)
    trainings = CostGroups(resolved()).trainings("tiny")(JOB)
    assert len(trainings) == 8
    done = [training["names"] for training in trainings if training["done"]]
    assert [(n["recipe"], n["model"], n["seed"]) for n in done] == [
        ("plain", "dense", 0)
    ]
    assert trainings[0]["state"] == "results/state/sky.holdout.plain.dense.0"
    assert trainings[0]["history"].endswith("/seed-0/history.csv")
