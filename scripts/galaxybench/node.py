"""What a job finds where it runs."""

import importlib
import os
import platform
import sys
import time
from pathlib import Path
from typing import Any

from galaxybench import gpu_slots


def look(packages: tuple[str, ...]) -> dict[str, Any]:
    """Look around.

    Args:
        packages: names of those to import.

    Returns:
        `host`, `folder` (the working one), `python`, `slurm_job` and `partition` (None
        without SLURM), `started` (seconds since 1970), `cards` (those that the process
        may use) and `failed`: package -> error of those that cannot be imported.
    """
    return {
        "host": platform.node(),
        "folder": str(Path.cwd()),
        "python": sys.executable,
        "slurm_job": os.environ.get("SLURM_JOB_ID"),
        "partition": os.environ.get("SLURM_JOB_PARTITION"),
        "started": time.time(),
        "cards": gpu_slots.cards(),
        "failed": {name: error for name in packages if (error := _import(name))},
    }


def _import(name: str) -> str | None:
    try:
        importlib.import_module(name)
    except Exception as error:  # a broken library raises what it likes
        return f"{type(error).__name__}: {error}"
    return None
