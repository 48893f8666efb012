"""The SLURM profile plans what the local one plans."""

import importlib.util
import re
from pathlib import Path

import pytest
import yaml

from sandbox.workflow_copy import copy_workflow

PROFILES = Path(__file__).resolve().parents[2] / "profiles"


def test_both_profiles_rerun_for_the_same_reasons():
    profiles = [
        yaml.safe_load((PROFILES / name / "config.yaml").read_text())
        for name in ("default", "slurm")
    ]
    triggers = [profile["rerun-triggers"] for profile in profiles]
    assert triggers[0] == triggers[1] == ["mtime", "params", "input", "software-env"]


with_plugin = pytest.mark.skipif(
    not importlib.util.find_spec("snakemake_executor_plugin_slurm"),
    reason="the SLURM plugin is not installed (make venv SLURM=1)",
)


@with_plugin
def test_the_profile_plans_the_demo(tmp_path):
    workflow = copy_workflow(tmp_path / "copy")
    jobs = workflow.planned("--workflow-profile", "profiles/slurm")
    assert jobs == workflow.planned() != {}


@with_plugin
def test_what_the_profile_suggests_in_comments_is_understood(tmp_path):
    workflow = copy_workflow(tmp_path / "copy")
    file = workflow.folder / "profiles/slurm/config.yaml"
    text, count = re.subn(
        r"^( *)# ( *[\w-]+:( .*)?)$", r"\1\2", file.read_text(), flags=re.M
    )
    assert count > 10
    file.write_text(text)
    profile = yaml.safe_load(text)
    assert profile["set-resources"]["explain"]["gpu_model"] == "a100"
    assert profile["default-resources"]["slurm_account"] == "my_account"
    assert workflow.planned("--workflow-profile", "profiles/slurm") != {}


@with_plugin
def test_arrays_with_a_limit_a_second_are_refused(tmp_path):
    workflow = copy_workflow(tmp_path / "copy")
    profile = ["--workflow-profile", "profiles/slurm", "--slurm-array-jobs", "score"]
    result = workflow.snakemake("demo", *profile, check=False)
    assert result.returncode != 0
    assert "Write max-jobs-per-timespan: 100000/1s" in result.stdout
    assert "Traceback" not in result.stdout
