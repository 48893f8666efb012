"""All uses of undocumented attributes of Snakemake.

Seen in Snakemake 9.11 to 9.27. An upgrade that changes one fails its test.
"""

import os
from pathlib import Path
from typing import Any

from snakemake.exceptions import WorkflowError

BESIDE = ("classify", "compare", "watch_")
"""Targets, or their beginnings, that may be made while another workflow trains."""


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


def lock_hint(workflow: Any) -> str | None:  # noqa: ANN401
    """Return what to do if another Snakemake works in this folder, or None.

    Snakemake's own message advises `--unlock`, which takes the lock from the other one.
    """
    targets = [str(target) for target in workflow.dag_settings.targets]
    beside = targets and all(target.startswith(BESIDE) for target in targets)
    locks = any(Path(".snakemake/locks").glob("*.lock"))
    if not (beside and locks and workflow.execution_settings.lock):
        return None
    return (
        "Another Snakemake works in this folder, or was killed here. "
        f"{' '.join(targets)} may run beside it: if the directory cannot be locked, "
        "add --nolock to this command. Do not use --unlock while the other one works."
    )
