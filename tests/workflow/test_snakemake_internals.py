"""Undocumented attributes of Snakemake: the test that fails tells what broke."""

import base64
import importlib.util
import signal
import threading
from functools import partial
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
    config_entries,
    config_files,
    end_on_sigterm,
    merged_config_files,
    refuse_stuck_arrays,
    report_is_made,
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
        configfiles=["config/config.yaml"],
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

    # `configfiles` is set when a workflow starts: tests/faults/test_c_yaml.py sees it.
    assert name in {*Workflow.__dataclass_fields__, "configfiles"}


def test_config_files_are_those_that_the_user_gave(tmp_path, monkeypatch):
    (tmp_path / "mine.yaml").write_text("{}")
    monkeypatch.chdir(tmp_path)
    given = SimpleNamespace(
        config_settings=ConfigSettings(configfiles=[Path("mine.yaml")])
    )
    assert config_files(given) == ["mine.yaml"]
    assert config_files(workflow()) == []


def test_the_file_of_the_workflow_comes_before_those_that_the_user_gave(
    tmp_path, monkeypatch
):
    (tmp_path / "mine.yaml").write_text("{}")
    monkeypatch.chdir(tmp_path)
    mine, own = Path("mine.yaml"), Path("config/config.yaml")

    def merged(**settings):
        given = ConfigSettings(configfiles=[mine], **settings)
        all_files = [*given.configfiles, str(own)]  # as Snakemake lists them
        return merged_config_files(
            SimpleNamespace(config_settings=given, configfiles=all_files)
        )

    assert merged() == [own, mine]
    assert merged(replace_workflow_config=True) == [mine]
    assert merged_config_files(workflow()) == [own]


def test_the_entries_of_the_command_line_are_as_typed():
    def entries(*typed):
        settings = ConfigSettings(config_args=list(typed) or None)
        return config_entries(SimpleNamespace(config_settings=settings))

    assert entries() == []
    assert entries("images=/a #b") == ["images=/a #b"]
    encoded = base64.b64encode(b"images=/a #b").decode()
    assert entries(f"base64//{encoded}") == ["images=/a #b"]


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


def test_jobs_use_packages_of_their_own_where_conda_installs_them():
    given = workflow()
    assert uses_own_packages(given)
    method = DeploymentMethod.CONDA
    given.deployment_settings = DeploymentSettings(deployment_method={method})
    assert not uses_own_packages(given)


@pytest.mark.parametrize(
    ("arguments", "made"),
    [
        ("--report", True),
        ("demo --report=a.zip", True),
        ("--cores 1 report", False),
        ("--report-stylesheet a.css", False),
    ],
)
def test_a_call_that_makes_snakemakes_own_report_is_known(monkeypatch, arguments, made):
    monkeypatch.setattr("sys.argv", ["snakemake", *arguments.split()])
    assert report_is_made() == made


def test_the_scheduler_and_the_jobs_have_the_attributes_that_failures_are_read_from():
    import inspect

    import snakemake.api  # noqa: F401
    from snakemake.dag import DAG
    from snakemake.jobs import GroupJob, Job
    from snakemake.scheduling.job_scheduler import JobScheduler

    made = inspect.getsource(JobScheduler.__init__)
    for name in ("failed = set()", "running = set()", "_user_kill", "_executor_error"):
        assert f"self.{name}" in made
    for owner, names in (
        (DAG, ("needrun_jobs", "ready_jobs", "dependencies")),
        (Job, ("is_group", "wildcards_dict")),
        (GroupJob, ("is_group", "jobs")),
    ):
        assert all(hasattr(owner, name) for name in names), owner


@pytest.fixture
def own_handler():
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


class Impatient:
    """A lock that fails, instead of waiting for the thread that holds it."""

    def __init__(self):
        self.lock = threading.Lock()

    def __enter__(self):
        assert self.lock.acquire(timeout=5)

    def __exit__(self, *_):
        self.lock.release()


def test_sigterm_while_jobs_are_selected_does_not_wait_for_itself(own_handler):
    import snakemake.api  # noqa: F401 (first: snakemake.workflow imports it back)
    from snakemake.scheduling.job_scheduler import JobScheduler

    # What the method uses, as __init__ makes it.
    scheduler = SimpleNamespace(
        _lock=Impatient(), _open_jobs=threading.Semaphore(0), _user_kill=None
    )
    scheduler.exit_gracefully = partial(JobScheduler.exit_gracefully, scheduler)
    end_on_sigterm(SimpleNamespace(scheduler=scheduler))
    with scheduler._lock:
        signal.raise_signal(signal.SIGTERM)
        assert scheduler._user_kill is None
    assert scheduler._open_jobs.acquire(timeout=30)
    assert scheduler._user_kill == "graceful"
