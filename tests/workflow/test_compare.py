"""Two experiments side by side, through the command that users write."""

import pytest

from sandbox.workflow_copy import copy_workflow

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def workflow(tmp_path_factory):
    return copy_workflow(tmp_path_factory.mktemp("compare") / "copy")


def test_what_is_not_made_yet_is_made_first(workflow):
    compared = "compared=mnist_baseline,fashion_mnist_baseline"
    jobs = workflow.planned("compare", "--config", compared)
    assert jobs["write_record"] == 2 and jobs["compare"] == 1
    assert "write_report" not in jobs


def test_a_wrong_name_is_refused_before_any_work_and_stops_nothing_else(workflow):
    given = ("--config", "compared=demo,dmo")
    refused = workflow.snakemake("-n", "compare", *given, check=False)
    assert refused.returncode and "did you mean 'demo'?" in refused.stdout
    assert "train_model" in workflow.planned("demo", *given)
