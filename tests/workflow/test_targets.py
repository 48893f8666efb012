"""What can be asked for, which files it stands for, and what a wildcard may be."""

import re
from pathlib import Path

import pytest

from galaxybench.config.runs import runs
from galaxybench.workflow.targets import (
    ExperimentResults,
    constraints,
    one_of,
    reserved_names,
    verified_folders,
)
from tests.helpers.workflow_setup import resolved, wildcards

RULES = Path(__file__).resolve().parents[2] / "rules"


def test_rules_and_the_targets_of_experiments_are_reserved():
    reserved = reserved_names(RULES, {"tiny": {}, 3: None}, {"sky": {}})
    tasks = {"estimate_tiny", "tune_tiny", "watch_tiny", "look_sky"}
    assert {"all", "doctor", "train_model", *tasks} <= reserved
    assert "tiny" not in reserved


def test_experiments_that_are_none_reserve_nothing():
    assert reserved_names(RULES, 3.5, None) == reserved_names(RULES, (), ())


def results_of(experiment, config=None, reported=None):
    config = resolved() if config is None else config
    return ExperimentResults(config, reported or {}).of(experiment)(wildcards())


def test_an_experiment_is_all_that_it_shows_and_is_made_of():
    results, folder = results_of("wide"), "results/experiments/wide"
    assert results[0] == f"{folder}/report.html"
    for file in (
        f"{folder}/record.json",
        f"{folder}/ranks.json",
        f"{folder}/tables/sdss/cv/calibration.tex",
        f"{folder}/figures/sdss/half/accuracy.png",
        f"{folder}/figures/sky/cv/gradcam.csv",
        f"{folder}/figures/sky/holdout/data_amount.pdf",
        "results/runs/sdss/cv-fold2/plain/dense/seed-0/model.keras",
        "results/runs/sdss/cv-fold2/plain/dense/seed-0/metrics.json",
    ):
        assert file in results, file
    runs, places = 2 * (3 + 1 + 1), 2 * 3
    # Two more figures: one per data set shows accuracy over the number of images.
    figures = places * 11 + 2
    maps = places  # one explained run each
    assert len(results) == 10 + places * 4 * 2 + figures * 3 + runs * 7 + maps
    assert len(set(results)) == len(results)
    assert not any("reported" in path for path in results)
    assert not any("ranks" in path for path in results_of("tiny"))


def test_entries_and_the_scores_of_training_images_are_part_of_an_experiment():
    config = resolved("experiments: {tiny: {score_train: true, ensembles: {both: {}}}}")
    results = results_of("tiny", config)
    assert "results/entries/tiny/both/sky/holdout/metrics.json" in results
    assert "results/runs/sky/holdout/plain/dense/seed-0/train_metrics.json" in results


def test_a_page_of_what_succeeded_needs_nothing_of_what_failed():
    failed = [run.names() for run in runs(resolved(), "wide") if run.dataset == "sky"]
    results = results_of("wide", resolved() | {"left_out": {"wide": failed}})
    assert "results/experiments/wide/figures/sdss/cv/accuracy.png" in results
    assert not any("/sky/" in path or "results/runs" in path for path in results)


def test_where_a_study_is_compared_with_there_is_its_table():
    results = results_of("wide", reported={"wide": [...]})
    assert "results/experiments/wide/references.csv" in results
    assert "results/experiments/wide/tables/reported.md" in results


def test_astronn_is_linked_only_where_it_is_asked_for_and_has_a_loader():
    config = resolved("downloads: {astronn_link: true}")
    links = [p for p in results_of("wide", config) if "astronn" in p]
    assert links == ["data/raw/galaxy10_sdss/astronn_link.json"]
    assert not any("astronn" in p for p in results_of("tiny", config))
    assert not any("astronn" in p for p in results_of("wide"))


@pytest.mark.parametrize(
    ("names", "text", "matches"),
    [
        (["a", "ab"], "ab", True),
        (["a", "ab"], "abc", False),
        (["a.b"], "axb", False),
        ([], "", False),
        ([], "a", False),
    ],
)
def test_exactly_these_names_match(names, text, matches):
    assert bool(re.fullmatch(one_of(names), text)) == matches


def test_every_wildcard_of_a_run_has_its_names():
    found = constraints(resolved())
    for wildcard, good, bad in (
        ("dataset", "sky", "skies"),
        ("scheme", "cv", "cv-fold0"),
        ("split", "cv-fold2", "cv"),
        ("recipe", "turned", "quick"),
        ("model", "slow_dense", "slow"),
        ("architecture", "dense", "slow_dense"),
        ("seed", "12", "-1"),
        ("experiment", "tiny", "demo"),
    ):
        assert re.fullmatch(found[wildcard], good), wildcard
        assert not re.fullmatch(found[wildcard], bad), wildcard


def test_data_of_predictions_alone_are_verified():
    config = resolved("""
datasets: {outside: {source: predictions, path: a.csv}}
splits: {own: {method: predefined}}
experiments:
  tiny: {datasets: [outside], splits: [own], models: [], recipes: [],
         predictions: {mine: {file: a.csv, dataset: outside, split: own}}}
""")
    assert verified_folders(config, "tiny")(wildcards()) == [
        "data/images/outside",
        "data/splits/outside/own",
        "results/entries/tiny",
        "results/experiments/tiny",
    ]
