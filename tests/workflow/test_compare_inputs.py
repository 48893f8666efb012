"""The two experiments that `compare` reads, and how mistakes are reported."""

import pytest

from galaxybench.config.planning_error import PlanningError
from galaxybench.workflow.compare_inputs import FILES, CompareInputs
from tests.helpers.workflow_setup import wildcards

JOB = wildcards()


def inputs(compared):
    experiments = {"demo": {}, "other": {}}
    return CompareInputs({"compared": compared, "experiments": experiments})


@pytest.fixture
def copy(tmp_path):
    folder = tmp_path / "may"
    folder.mkdir()
    for name in FILES:
        (folder / name).touch()
    return folder


def test_two_experiments_need_not_be_made_yet():
    given = inputs("other, demo")
    assert given.files("record.json")(JOB) == [
        "results/experiments/other/record.json",
        "results/experiments/demo/record.json",
    ]
    assert given.names(JOB) == ["other", "demo"]
    assert given.name() == "other-demo"


def test_a_copy_of_a_folder_may_be_one(copy):
    given = inputs(f"{copy},demo")
    assert given.files("record.json")(JOB)[0] == str(copy / "record.json")
    assert given.name().startswith("may-demo-")
    assert given.name() != inputs(f"{copy}/../may2,demo").name()


def test_two_folders_of_one_name_are_told_apart_by_their_paths(copy):
    named = copy.rename(copy.parent / "demo")
    names = inputs(f"{named},demo").names(JOB)
    assert names == [str(named), "results/experiments/demo"]


@pytest.mark.parametrize(
    ("compared", "message"),
    [
        (None, "compared: missing, needed by compare: snakemake --cores 1 compare"),
        ("demo", "got 1 name"),
        ("demo,other,demo", "got 3 name"),
        ("demo,demo", "are the same experiment"),
        ("demo,./results/experiments/demo", "are the same experiment|unknown"),
        ("demo,othr", "did you mean 'other'.*no such folder"),
    ],
)
def test_what_is_wrong_is_said(compared, message):
    with pytest.raises(PlanningError, match=message):
        inputs(compared).names(JOB)
    assert inputs(compared).name()


def test_a_folder_without_a_record_is_refused_by_what_it_lacks(copy):
    (copy / "answers.csv").unlink()
    with pytest.raises(PlanningError, match="has no answers.csv"):
        inputs(f"{copy},demo").names(JOB)
