"""The SLURM profile plans what the local one plans."""

import importlib.util
from pathlib import Path

import pytest
import yaml

from tests.workflow.conftest import copy_workflow

PROFILES = Path(__file__).resolve().parents[2] / "profiles"


def test_both_profiles_rerun_for_the_same_reasons():
    profiles = [
        yaml.safe_load((PROFILES / name / "config.yaml").read_text())
        for name in ("default", "slurm")
    ]
    triggers = [profile["rerun-triggers"] for profile in profiles]
    assert triggers[0] == triggers[1] == ["mtime", "params", "input", "software-env"]


@pytest.mark.skipif(
    not importlib.util.find_spec("snakemake_executor_plugin_slurm"),
    reason="the SLURM plugin is not installed (make venv SLURM=1)",
)
def test_the_profile_plans_the_demo(tmp_path):
    workflow = copy_workflow(tmp_path / "copy")
    jobs = workflow.planned("--workflow-profile", "profiles/slurm")
    assert jobs == workflow.planned() != {}
