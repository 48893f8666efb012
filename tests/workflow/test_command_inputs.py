"""What `classify` and `compare` read, and that mistakes come without our stack."""

import os

import pytest
from snakemake.exceptions import WorkflowError

from galaxybench.workflow.command_inputs import ClassifyInputs, CompareInputs
from tests.helpers.workflow_setup import resolved, wildcards

JOB = wildcards()
RUN = "sky/holdout/turned/dense/seed-0"
MODEL = f"results/runs/{RUN}/model.keras"


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "new").mkdir()
    (tmp_path / "new/a.png").touch()
    (tmp_path / "mine.keras").touch()
    return tmp_path


def classify(model: str, images: str = "new") -> ClassifyInputs:
    return ClassifyInputs(resolved(f"{{model: {model}, images: {images}}}"))


def test_a_run_is_trained_first_and_predicts_as_its_recipe_says():
    inputs = classify(RUN)
    assert inputs.model_file(JOB) == [MODEL]
    request = inputs.request(JOB)
    assert (request["model"], request["views"]) == (MODEL, "dihedral")
    assert request["images"] == "new"


def test_a_file_is_no_input_and_a_change_of_it_is_noticed(folder):
    inputs = classify("mine.keras")
    assert inputs.model_file(JOB) == []
    before = inputs.request(JOB)
    assert (before["model"], before["views"]) == ("mine.keras", "none")
    os.utime(folder / "mine.keras", (1, 1))
    assert inputs.request(JOB)["changed"] != before["changed"]


def test_a_new_image_is_noticed(folder):
    before = classify(RUN).request(JOB)["changed"]
    (folder / "new/b.png").touch()
    assert classify(RUN).request(JOB)["changed"] != before


def test_mistakes_name_the_key():
    with pytest.raises(WorkflowError, match="model: missing"):
        ClassifyInputs(resolved()).model_file(JOB)
    with pytest.raises(WorkflowError, match="images: no such file or folder: nowhere"):
        classify(RUN, "nowhere").request(JOB)
    with pytest.raises(WorkflowError, match="compared: missing"):
        CompareInputs(resolved()).names(JOB)


def test_two_experiments_are_read_in_their_order():
    inputs = CompareInputs(resolved("compared: 'wide,tiny'"))
    assert inputs.files("record.json")(JOB) == [
        "results/experiments/wide/record.json",
        "results/experiments/tiny/record.json",
    ]
    assert inputs.names(JOB) == ["wide", "tiny"]


def test_two_folders_of_one_name_are_told_apart_by_their_paths(folder):
    copy = folder / "old/tiny"
    copy.mkdir(parents=True)
    for name in ("metrics.csv", "record.json", "answers.csv"):
        (copy / name).touch()
    inputs = CompareInputs(resolved("compared: 'old/tiny,tiny'"))
    assert inputs.names(JOB) == ["old/tiny", "results/experiments/tiny"]
