"""All uses of undocumented attributes of Snakemake.

Seen in Snakemake 9.11 to 9.27. An upgrade that changes one fails its test.
"""

import os
from pathlib import Path
from typing import Any

from snakemake.exceptions import WorkflowError
from snakemake_interface_executor_plugins.utils import maybe_base64


def config_files(workflow: Any) -> list[str]:  # noqa: ANN401
    """List the arguments of --configfile, relative to the working directory."""
    return [os.path.relpath(file) for file in workflow.config_settings.configfiles]


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
