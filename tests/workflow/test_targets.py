"""What can be asked for, which files it stands for, and what a wildcard may be."""

import re
from pathlib import Path

import pytest

from galaxybench.workflow.targets import (
    constraints,
    experiment_results,
    one_of,
    reserved_names,
)
from tests.helpers.workflow_setup import resolved

RULES = Path(__file__).resolve().parents[2] / "rules"


def test_rules_and_the_targets_of_experiments_are_reserved():
    reserved = reserved_names(RULES, {"tiny": {}, 3: None})
    tasks = {"estimate_tiny", "tune_tiny", "watch_tiny"}
    assert {"all", "doctor", "train_model", *tasks} <= reserved
    assert "tiny" not in reserved


def test_experiments_that_are_none_reserve_nothing():
    assert reserved_names(RULES, 3.5) == reserved_names(RULES, ())


def test_an_experiment_ends_with_its_page_record_and_tables():
    results = experiment_results(resolved(), "wide", {})
    folder = "results/experiments/wide"
    assert results[:2] == [f"{folder}/report.html", f"{folder}/record.json"]
    assert f"{folder}/tables/sdss/cv/calibration.tex" in results
    assert len(results) == 2 + 6 * 4 * 2
    assert not any("reported" in path for path in results)


def test_where_a_study_is_compared_with_there_is_its_table():
    results = experiment_results(resolved(), "wide", {"wide": [...]})
    assert "results/experiments/wide/tables/reported.md" in results


def test_astronn_is_linked_only_where_it_is_asked_for_and_has_a_loader():
    config = resolved("downloads: {astronn_link: true}")
    links = [p for p in experiment_results(config, "wide", {}) if "astronn" in p]
    assert links == ["data/raw/galaxy10_sdss/astronn_link.json"]
    assert not any("astronn" in p for p in experiment_results(config, "tiny", {}))
    assert not any("astronn" in p for p in experiment_results(resolved(), "wide", {}))


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
