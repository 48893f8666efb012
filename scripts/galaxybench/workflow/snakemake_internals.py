"""All uses of undocumented attributes of Snakemake.

Seen in Snakemake 9.11 to 9.27. An upgrade that changes one fails its test.
"""

import functools
import os
import signal
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from snakemake.io import apply_wildcards
from snakemake.logging import logger
from snakemake.settings.enums import RerunTrigger
from snakemake_interface_executor_plugins.utils import maybe_base64

from galaxybench.config.planning_error import PlanningError
from galaxybench.records.record import params_of


@dataclass(frozen=True)
class FailedJob:
    """A job that was started and failed.

    Attributes:
        rule: its name.
        wildcards: pairs of name and value.
        log: its log file; None if its rule has none.
    """

    rule: str
    wildcards: tuple[tuple[str, str], ...]
    log: str | None


def config_files(workflow: Any) -> list[str]:  # noqa: ANN401
    """List the arguments of --configfile, relative to the working directory."""
    return [os.path.relpath(file) for file in workflow.config_settings.configfiles]


def uses_own_packages(workflow: Any) -> bool:  # noqa: ANN401
    """Whether jobs use the packages that Snakemake runs with: no conda, no containers.

    That is, whether --software-deployment-method is not given.
    """
    return not workflow.deployment_settings.deployment_method


def merged_config_files(workflow: Any) -> list[Path]:  # noqa: ANN401
    """List all files that the config was read from, the one that wins last."""
    given = [Path(file) for file in config_files(workflow)]
    if workflow.config_settings.replace_workflow_config:
        return given
    known = {file.resolve() for file in given}
    own = [Path(file) for file in workflow.configfiles]
    return [file for file in own if file.resolve() not in known] + given


def config_entries(workflow: Any) -> list[str]:  # noqa: ANN401
    """List the arguments of --config as they were typed: `images=/data/night`."""
    # Jobs of an executor may get them in base64.
    return maybe_base64(None)(list(workflow.config_settings.config_args or ()))


def refuse_stuck_arrays(workflow: Any) -> None:  # noqa: ANN401
    """Refuse job arrays for which the SLURM plugin would wait forever.

    With job arrays the plugin (seen: 2.8.0) submits none of a rule's jobs before it is
    given all that are ready, and never asks for them again: its issue 473.

    Raises:
        PlanningError: Snakemake would give the plugin fewer jobs than are ready.
    """
    limit = workflow.scheduling_settings.max_jobs_per_timespan
    jobs = workflow.resource_settings.nodes
    # Only the settings of the SLURM plugin have `array_jobs`.
    arrays = getattr(workflow.executor_settings, "array_jobs", None)
    if arrays and limit.max_jobs < jobs:
        raise PlanningError(
            f"slurm-array-jobs: max-jobs-per-timespan allows {limit.max_jobs} jobs at "
            f"a time, and jobs {jobs}. Snakemake's SLURM plugin would wait forever "
            "for the others. Write max-jobs-per-timespan: 100000/1s into "
            "profiles/slurm/config.yaml, and set jobs above the number of runs"
        )


def end_on_sigterm(workflow: Any) -> None:  # noqa: ANN401
    """Let Snakemake end when it gets SIGTERM, whatever it is doing.

    Its own handler waits for a lock that the interrupted thread may hold, for instance
    while it selects the next jobs, and then waits forever. Another thread does not.
    """

    def end(*_: object) -> None:
        threading.Thread(target=workflow.scheduler.exit_gracefully).start()

    signal.signal(signal.SIGTERM, end)


class Plan:
    """The jobs that Snakemake is planning, for input functions."""

    def __init__(self, workflow: Any) -> None:  # noqa: ANN401
        """Keep the workflow whose rules are being parsed."""
        self._workflow = workflow

    def compares(self) -> bool:
        """Whether jobs are to be compared with what was made earlier.

        Not in the processes that run single jobs, and not if the user has switched it
        off by --rerun-triggers.
        """
        work = self._workflow
        return work.is_main_process and RerunTrigger.PARAMS in work.rerun_triggers

    def outputs(self, rule: str, wildcards: Any) -> list[str]:  # noqa: ANN401
        """List the output files of a job."""
        return list(map(str, self._outputs(rule, wildcards)))

    def keeps_records(self, rule: str) -> bool:
        """Whether the jobs of a rule record what they read and wrote."""
        return "code" in self._workflow.get_rule(rule).params.keys()

    def has_notes(self, rule: str, wildcards: Any) -> bool:  # noqa: ANN401
        """Whether `.snakemake` knows what the job's outputs were made of."""
        notes = self._workflow.persistence.metadata
        return all(map(notes, self._outputs(rule, wildcards)))

    def has_ended(self, file: str) -> bool:
        """Whether no job writes `file` now or was killed while it did.

        False in a dry run, which changes nothing.
        """
        marked = self._workflow.persistence._filter_incomplete_keys([file])
        return not self._workflow.dryrun and not marked

    def params(self, rule: str, wildcards: Any) -> dict[str, Any]:  # noqa: ANN401
        """Return the params of a job, as its record holds them."""
        found = {}
        for name, value in self._workflow.get_rule(rule).params.items():
            if callable(value):
                value = value(wildcards)
            elif isinstance(value, str):
                value = apply_wildcards(value, wildcards)
            found[name] = value
        return params_of(found)

    def unfinished(self) -> set[str]:
        """Return the outputs of all jobs that were to run and did not succeed."""
        jobs = self._workflow.dag.needrun_jobs()
        return {str(file) for job in jobs for file in job.output}

    def forget(self, rule: str, wildcards: Any) -> None:  # noqa: ANN401
        """Delete what `.snakemake` notes about the outputs of a job."""
        for output in self._outputs(rule, wildcards):
            self._workflow.persistence.cleanup_metadata(output)

    def force(self, outputs: list[str]) -> None:
        """Make the job of these files run."""
        self._workflow.dag.forcefiles.update(outputs)

    def say(self, message: str) -> None:
        """Print a message as Snakemake prints its own."""
        logger.info(message)

    def _outputs(self, rule: str, wildcards: Any) -> list[Any]:  # noqa: ANN401
        templates = self._workflow.get_rule(rule).output
        return [template.apply_wildcards(wildcards) for template in templates]


def every_job_had_its_turn(workflow: Any) -> bool:  # noqa: ANN401
    """Tell whether Snakemake ended because no other job could be started.

    Otherwise it was stopped: by Ctrl-C, SIGTERM, its executor, or by a failure without
    `keep-going`.
    """
    scheduler = workflow.scheduler
    stopped = scheduler._user_kill or scheduler._executor_error or scheduler.running
    return not stopped and not list(workflow.dag.ready_jobs)


def unfinished(workflow: Any) -> dict[str, tuple[FailedJob, ...]]:  # noqa: ANN401
    """Return every output that was not made → the failed jobs that it waits for.

    That is the job that makes the output, if this job itself failed.
    """
    dag = workflow.dag
    failed = set()
    for job in workflow.scheduler.failed:
        failed.update(job.jobs if job.is_group() else [job])
    waiting = set(dag.needrun_jobs())

    @functools.cache
    def causes(job: Any) -> tuple[FailedJob, ...]:  # noqa: ANN401
        if job in failed:
            log = str(job.log[0]) if job.log else None
            wildcards = tuple(sorted(job.wildcards_dict.items()))
            return (FailedJob(job.rule.name, wildcards, log),)
        needed = [each for each in dag.dependencies[job] if each in waiting]
        found = {cause for each in needed for cause in causes(each)}
        return tuple(sorted(found, key=repr))

    return {str(file): causes(job) for job in waiting for file in job.output}


def same_workflow(workflow: Any) -> list[str]:  # noqa: ANN401
    """Return the command that runs this workflow again beside it, on this machine.

    It has the configuration and the settings of this call, but no targets, and reads no
    profile: the jobs run here, also where the others are sent to a cluster.
    """
    settings, deployment = workflow.resource_settings, workflow.deployment_settings
    quiet = workflow.output_settings.quiet
    cores = settings.cores or settings.local_cores or 1
    options = {
        "--snakefile": [workflow.main_snakefile],
        "--configfile": workflow.config_settings.configfiles,
        "--config": workflow.config_settings.config_args,
        "--cores": [cores],
        "--profile": ["none"],
        "--workflow-profile": ["none"],
        "--executor": ["local"],
        "--rerun-triggers": [each.item_to_choice() for each in workflow.rerun_triggers],
        "--latency-wait": [workflow.execution_settings.latency_wait],
        "--software-deployment-method": [
            method.item_to_choice() for method in deployment.deployment_method
        ],
        "--quiet": [kind.item_to_choice() for kind in quiet or ()],
        "--conda-prefix": [deployment.conda_prefix] if deployment.conda_prefix else [],
    }
    words = [sys.executable, "-m", "snakemake", "--nolock", "--keep-going"]
    for option, values in options.items():
        if values:
            words += [option, *map(str, values)]
    # Ends the list of values of the last option.
    return [*words, "--rerun-incomplete"]


def report_is_made() -> bool:
    """Tell whether this is a call of `snakemake --report`."""
    return any(argument.partition("=")[0] == "--report" for argument in sys.argv[1:])
