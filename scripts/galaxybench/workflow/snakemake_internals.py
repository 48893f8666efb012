"""All uses of undocumented attributes of Snakemake.

Seen in Snakemake 9.11 to 9.27. An upgrade that changes one fails its test.
"""

import os
from typing import Any

from galaxybench.config.planning_error import PlanningError


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
