"""The rows that a job reads: all of an experiment, or those of its wildcards."""

import pytest

from galaxybench.config.planning_error import PlanningError
from galaxybench.config.runs import ENSEMBLE, EXTERNAL
from galaxybench.workflow.row_inputs import EntryInputs, RowInputs, comparisons
from galaxybench.workflow.run_inputs import own_content
from tests.helpers.workflow_setup import ALONE, resolved, wildcards

TINY = wildcards(experiment="tiny")
FOLDS = wildcards(experiment="wide", dataset="sdss", scheme="cv")
ENTRIES = """
experiments:
  tiny:
    ensembles: {both: {}}
    predictions: {theirs: {file: a.csv, dataset: sky, split: holdout}}
"""
SOME_ENTRIES = """
experiments:
  tiny:
    ensembles: {some: {method: vote, best: 2, models: [dense], recipes: [plain]}}
    predictions: {theirs: {file: theirs.csv, dataset: sky, split: holdout}}
"""
SOME = wildcards("experiment=tiny entry=some dataset=sky split=holdout")
THEIRS = wildcards("experiment=tiny entry=theirs dataset=sky split=holdout")


def test_runs_are_sorted_whatever_the_order_in_the_configuration():
    rows = RowInputs(resolved())
    names = rows.run_names(TINY)
    assert [(row["recipe"], row["model"], row["seed"]) for row in names] == [
        (recipe, model, seed)
        for recipe in ("plain", "turned")
        for model in ("dense", "lenet5")
        for seed in (0, 1)
    ]
    again = resolved("experiments: {tiny: {models: [dense, lenet5], seeds: [0, 1]}}")
    assert RowInputs(again).run_names(TINY) == names


def test_a_job_of_one_data_set_and_split_reads_no_other_rows():
    rows = RowInputs(resolved())
    assert len(rows.run_names(wildcards(experiment="wide"))) == 2 * (1 + 1 + 3)
    assert rows.run_files("run.json")(FOLDS) == [
        f"results/runs/sdss/cv-fold{fold}/plain/dense/seed-0/run.json"
        for fold in range(3)
    ]


def test_entries_come_after_runs_in_files_and_names():
    rows = RowInputs(resolved(ENTRIES))
    files, names = rows.files("metrics.json")(TINY), rows.names(TINY)
    assert len(files) == len(names) == 10
    assert files[-2:] == rows.entry_files("metrics.json")(TINY)
    assert files[-2] == "results/entries/tiny/both/sky/holdout/metrics.json"
    assert [(row["recipe"], row["model"]) for row in names[-2:]] == [
        ("ensemble", "both"),
        ("external", "theirs"),
    ]


def test_each_split_instance_comes_once_and_in_one_order():
    rows = RowInputs(resolved())
    assert rows.splits(TINY) == [
        {"dataset": "sky", "split": "holdout", "scheme": "holdout"}
    ]
    assert [split["split"] for split in rows.splits(FOLDS)] == [
        f"cv-fold{fold}" for fold in range(3)
    ]
    files = rows.split_files("split.json")(FOLDS)
    assert files == [
        f"data/splits/sdss/{split['split']}/split.json" for split in rows.splits(FOLDS)
    ]
    assert rows.first_split_file("split.json")(FOLDS) == files[0]


def test_test_time_augmentation_comes_in_the_order_of_the_runs():
    rows = RowInputs(resolved())
    expected = ["none"] * 4 + ["dihedral"] * 4
    assert rows.test_time_augmentations(TINY) == expected


def test_the_training_part_is_scored_where_the_experiment_asks():
    assert RowInputs(resolved()).train_metrics(TINY) == []
    rows = RowInputs(resolved("experiments: {tiny: {score_train: true}}"))
    assert len(rows.train_metrics(TINY)) == len(rows.train_names(TINY)) == 8
    assert rows.train_metrics(TINY)[0].endswith("/seed-0/train_metrics.json")


def test_comparisons_are_sorted():
    assert comparisons(resolved(), "wide") == [
        (dataset, scheme)
        for dataset in ("sdss", "sky")
        for scheme in ("cv", "half", "holdout")
    ]


@pytest.fixture
def entries(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return EntryInputs(resolved(SOME_ENTRIES))


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


def test_a_file_of_predictions_must_exist(entries, tmp_path):
    key = "experiments.tiny.predictions.theirs.file: no such file: theirs.csv"
    with pytest.raises(PlanningError, match=key):
        entries.prediction_file(THEIRS)
    (tmp_path / "theirs.csv").touch()
    assert entries.prediction_file(THEIRS) == ["theirs.csv"]
    assert entries.prediction_path(THEIRS) == "theirs.csv"


SECOND = wildcards("experiment=tiny entry=mine-seed1 dataset=outside split=own")
VOTE = wildcards("experiment=tiny entry=vote dataset=outside split=own")


@pytest.fixture
def alone(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return resolved(ALONE)


def test_predictions_alone_are_rows_on_their_own_test_images(alone):
    rows = RowInputs(alone)
    assert comparisons(alone, "tiny") == [("outside", "own")]
    assert rows.run_files("run.json")(TINY) == []
    place = {"dataset": "outside", "split": "own", "scheme": "own"}
    assert rows.splits(TINY) == [place]
    assert rows.files("metrics.json")(TINY) == [
        f"results/entries/tiny/{entry}/outside/own/metrics.json"
        for entry in ("vote", "mine", "mine-seed1", "resnet50")
    ]


def test_every_file_of_a_row_is_a_seed(alone, tmp_path):
    inputs = EntryInputs(alone)
    assert inputs.names(EXTERNAL)(SECOND)["seed"] == 1
    assert inputs.prediction_path(SECOND) == "b.csv"
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text(name)
    own_content.cache_clear()
    assert inputs.prediction_file(SECOND) == ["b.csv"]
    assert inputs.member_files("run.json")(VOTE) == [
        f"results/entries/tiny/{entry}/outside/own/run.json"
        for entry in ("mine", "mine-seed1")
    ]
    assert inputs.member_run_files("history.csv")(VOTE) == []


def test_all_files_of_predictions_that_are_missing_are_named_at_once(alone, tmp_path):
    (tmp_path / "a.csv").touch()
    with pytest.raises(PlanningError) as refused:
        EntryInputs(alone).prediction_file(SECOND)
    first, second = str(refused.value).splitlines()
    assert first.startswith("experiments.tiny.predictions.mine.file: no such file: b.c")
    assert "predictions.resnet50.file: no such file: c.csv" in second


def test_one_file_twice_is_not_two_seeds(alone, tmp_path):
    own_content.cache_clear()
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text("the same")
    with pytest.raises(PlanningError, match="mine.file: a.csv and b.csv are the same"):
        EntryInputs(alone).prediction_file(SECOND)
    own_content.cache_clear()
