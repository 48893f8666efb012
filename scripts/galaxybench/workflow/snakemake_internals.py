"""All uses of undocumented attributes of Snakemake.

Seen in Snakemake 9.11 to 9.27. An upgrade that changes one fails its test.
"""

import os
from pathlib import Path
from typing import Any

from snakemake.io import apply_wildcards
from snakemake.logging import logger
from snakemake.settings.enums import RerunTrigger

from galaxybench.config.planning_error import PlanningError
from galaxybench.records.record import params_of

BESIDE = {"classify": "images", "compare": "compared"}
"""Target that may be made while another workflow trains -> the key that asks for it."""


def config_files(workflow: Any) -> list[str]:  # noqa: ANN401
    """List the arguments of --configfile, relative to the working directory."""
    return [os.path.relpath(file) for file in workflow.config_settings.configfiles]


def uses_own_packages(workflow: Any) -> bool:  # noqa: ANN401
    """Whether jobs use the packages that Snakemake runs with: no conda, no containers.

    That is, whether --software-deployment-method is not given.
    """
    return not workflow.deployment_settings.deployment_method


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


def lock_hint(config: dict[str, Any], arguments: list[str]) -> str | None:
    """Return what to do if another Snakemake works in this folder, or None.

    Snakemake's own message advises `--unlock`, which takes the lock from the other one.
    The targets are not known yet when this is asked, while the Snakefile is parsed.
    """
    asked = [target for target, key in BESIDE.items() if config[key]]
    locks = any(Path(".snakemake/locks").glob("*.lock"))
    if not (asked and locks) or "--nolock" in arguments:
        return None
    return (
        "Another Snakemake works in this folder, or was killed here. "
        f"{' and '.join(asked)} may run beside it: if the directory cannot be locked, "
        "add --nolock to this command. Do not use --unlock while the other one works."
    )


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

    def has_outputs(self, rule: str, wildcards: Any) -> bool:  # noqa: ANN401
        """Whether all output files of a job exist, and its rule keeps records."""
        recorded = "code" in self._workflow.get_rule(rule).params.keys()
        return recorded and all(map(os.path.exists, self.outputs(rule, wildcards)))

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
