"""Undocumented attributes of Snakemake: the test that fails tells what broke."""

import importlib.util
from pathlib import Path
from types import SimpleNamespace

import pytest
from snakemake.settings.types import (
    ConfigSettings,
    DeploymentMethod,
    DeploymentSettings,
    MaxJobsPerTimespan,
    ResourceSettings,
    SchedulingSettings,
)

from galaxybench.config.planning_error import PlanningError
from galaxybench.workflow.snakemake_internals import (
    config_files,
    lock_hint,
    refuse_stuck_arrays,
    uses_own_packages,
)


def workflow(
    jobs: int = 10,
    limit: int = 100,
    arrays: str | None = "all",
):
    """What the functions read of a workflow, with Snakemake's own settings in it."""
    return SimpleNamespace(
        config_settings=ConfigSettings(configfiles=()),
        deployment_settings=DeploymentSettings(),
        scheduling_settings=SchedulingSettings(
            max_jobs_per_timespan=MaxJobsPerTimespan(limit, "1s")
        ),
        resource_settings=ResourceSettings(nodes=jobs),
        executor_settings=SimpleNamespace(array_jobs=arrays),
    )


@pytest.mark.parametrize("name", vars(workflow()))
def test_the_workflow_object_has_these_settings(name):
    import snakemake.api  # noqa: F401 (first: snakemake.workflow imports it back)
    from snakemake.workflow import Workflow

    assert name in Workflow.__dataclass_fields__


def test_config_files_are_those_that_the_user_gave(tmp_path, monkeypatch):
    (tmp_path / "mine.yaml").write_text("{}")
    monkeypatch.chdir(tmp_path)
    given = SimpleNamespace(
        config_settings=ConfigSettings(configfiles=[Path("mine.yaml")])
    )
    assert config_files(given) == ["mine.yaml"]
    assert config_files(workflow()) == []


def test_arrays_with_fewer_jobs_per_second_than_jobs_are_refused():
    with pytest.raises(PlanningError, match="max-jobs-per-timespan: 100000/1s"):
        refuse_stuck_arrays(workflow(jobs=101, limit=100))


@pytest.mark.parametrize(
    "allowed",
    [
        workflow(jobs=100, limit=100),
        workflow(jobs=101, limit=100, arrays=None),
        SimpleNamespace(**{**vars(workflow(101)), "executor_settings": None}),
    ],
)
def test_other_submissions_are_allowed(allowed):
    refuse_stuck_arrays(allowed)


@pytest.mark.skipif(
    not importlib.util.find_spec("snakemake_executor_plugin_slurm"),
    reason="the SLURM plugin is not installed (make venv SLURM=1)",
)
def test_the_slurm_plugin_calls_its_setting_array_jobs():
    from snakemake_executor_plugin_slurm import ExecutorSettings

    assert "array_jobs" in ExecutorSettings.__dataclass_fields__


@pytest.mark.parametrize(
    ("asked", "arguments", "locked", "hinted"),
    [
        ("images", [], True, True),
        ("compared", [], True, True),
        ("images", [], False, False),
        ("images", ["--nolock"], True, False),
        (None, [], True, False),
    ],
)
def test_what_may_run_beside_another_workflow_is_told_so(
    tmp_path, monkeypatch, asked, arguments, locked, hinted
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".snakemake/locks").mkdir(parents=True)
    if locked:
        (tmp_path / ".snakemake/locks/0.output.lock").touch()
    config = {"images": None, "compared": None} | ({asked: "x"} if asked else {})
    assert bool(lock_hint(config, arguments)) == hinted


def test_jobs_use_packages_of_their_own_where_conda_installs_them():
    given = workflow()
    assert uses_own_packages(given)
    method = DeploymentMethod.CONDA
    given.deployment_settings = DeploymentSettings(deployment_method={method})
    assert not uses_own_packages(given)
