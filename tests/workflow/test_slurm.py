"""The SLURM profile plans: every job has what the scheduler needs to know."""

import importlib.util

import pytest

from tests.workflow.conftest import copy_workflow

pytestmark = pytest.mark.skipif(
    not importlib.util.find_spec("snakemake_executor_plugin_slurm"),
    reason="the SLURM plugin is not installed (make venv SLURM=1)",
)


def test_the_profile_plans_the_demo(tmp_path):
    workflow = copy_workflow(tmp_path / "copy")
    result = workflow.snakemake("-n", "--workflow-profile", "profiles/slurm")
    jobs = result.stdout.split("Reasons:")[0].split("[")
    trainings = [job for job in jobs if "Train dense" in job]
    assert len(trainings) == 1
    assert "gpu=1" in trainings[0]
    for job in jobs:
        if "resources:" in job and "localrule" not in job:
            assert "mem_mb=" in job and "runtime=" in job, job
    imports = [job for job in jobs if "Import simulated" in job]
    assert "gpu=" not in imports[0]
