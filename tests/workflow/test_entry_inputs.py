"""What ensembles and outside predictions are made from."""

import pytest
from snakemake.exceptions import WorkflowError

from galaxybench.config.runs import ENSEMBLE
from galaxybench.workflow.entry_inputs import EntryInputs
from tests.helpers.workflow_setup import resolved, wildcards

CONFIG = """
experiments:
  tiny:
    ensembles: {some: {method: vote, best: 2, models: [dense], recipes: [plain]}}
    predictions: {theirs: {file: theirs.csv, dataset: sky, split: holdout}}
"""
SOME = wildcards("experiment=tiny entry=some dataset=sky split=holdout")
THEIRS = wildcards("experiment=tiny entry=theirs dataset=sky split=holdout")


@pytest.fixture
def entries(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return EntryInputs(resolved(CONFIG))


def test_the_members_are_those_that_the_configuration_chooses(entries):
    assert entries.member_files("run.json")(SOME) == [
        f"results/runs/sky/holdout/plain/dense/seed-{seed}/run.json" for seed in (0, 1)
    ]
    assert [names["seed"] for names in entries.member_names(SOME)] == [0, 1]
    assert entries.ensemble(SOME)["method"] == "vote"


def test_an_entry_is_named_like_a_run(entries):
    names = entries.names(ENSEMBLE)(SOME)
    assert names["recipe"] == "ensemble" and names["model"] == "some"
    assert (names["scheme"], names["split"], names["seed"]) == ("holdout", "holdout", 0)


def test_a_file_of_predictions_must_exist_until_it_is_imported(entries, tmp_path):
    key = "experiments.tiny.predictions.theirs.file: no such file: theirs.csv"
    with pytest.raises(WorkflowError, match=key):
        entries.prediction_file(THEIRS)
    (tmp_path / "theirs.csv").touch()
    assert entries.prediction_file(THEIRS) == ["theirs.csv"]
    (tmp_path / "theirs.csv").unlink()
    imported = tmp_path / "results/entries/tiny/theirs/sky/holdout/run.json"
    imported.parent.mkdir(parents=True)
    imported.touch()
    assert entries.prediction_file(THEIRS) == []
    assert entries.prediction_path(THEIRS) == "theirs.csv"
