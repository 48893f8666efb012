"""All uses of undocumented attributes of Snakemake.

Seen in Snakemake 9.11 to 9.27. An upgrade that changes one fails its test.
"""

import functools
import os
import sys
from dataclasses import dataclass
from typing import Any

from snakemake.exceptions import WorkflowError


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


def refuse_stuck_arrays(workflow: Any) -> None:  # noqa: ANN401
    """Refuse job arrays for which the SLURM plugin would wait forever.

    With job arrays the plugin (seen: 2.8.0) submits none of a rule's jobs before it is
    given all that are ready, and never asks for them again: its issue 473.

    Raises:
        WorkflowError: Snakemake would give the plugin fewer jobs than are ready.
    """
    limit = workflow.scheduling_settings.max_jobs_per_timespan
    jobs = workflow.resource_settings.nodes
    # Only the settings of the SLURM plugin have `array_jobs`.
    arrays = getattr(workflow.executor_settings, "array_jobs", None)
    if arrays and limit.max_jobs < jobs:
        raise WorkflowError(
            f"slurm-array-jobs: max-jobs-per-timespan allows {limit.max_jobs} jobs at "
            f"a time, and jobs {jobs}. Snakemake's SLURM plugin would wait forever "
            "for the others. Write max-jobs-per-timespan: 100000/1s into "
            "profiles/slurm/config.yaml, and set jobs above the number of runs"
        )


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
