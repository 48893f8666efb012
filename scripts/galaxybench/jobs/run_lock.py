"""One job at a time for each run.

Two jobs train the same run when a cluster loses track of the first (an orphan) and
starts it again.
"""

import json
import logging
import os
import platform
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from galaxybench.files import read_json
from galaxybench.jobs import locks

logger = logging.getLogger(__name__)


@contextmanager
def alone(
    state: Path, outputs: dict[str, Path], labels: dict[str, Any]
) -> Iterator[bool]:
    """Lock a run during a `with` block; wait while another job holds it.

    Args:
        state: folder of the run's state. Its parent folder belongs to this run alone
            and holds the lock. Other states in it are deleted: their code, data or
            recipe has changed. The parent is removed at the end if it is empty.
        outputs: files that the run writes; "run" is its description in JSON.
        labels: entries of the description that identify this run.

    Yields:
        Whether the run is still to be trained: False if another job finished it while
        this one waited.
    """
    path = state.parent / "lock"
    try:
        with locks.held(path, lambda: _warn(path)) as (file, waited):
            file.truncate(0)
            who = {
                "process": os.getpid(),
                "host": platform.node(),
                "slurm_job": os.environ.get("SLURM_JOB_ID"),
                "since": datetime.now(UTC).isoformat(timespec="seconds"),
            }
            json.dump(who, file)
            file.flush()
            for other in state.parent.iterdir():
                if other not in (state, path):
                    shutil.rmtree(other)
            done = waited and _is_done(outputs, labels)
            if done:
                logger.info("the other job has finished this run: nothing left to do")
            yield not done
    finally:
        with suppress(OSError):  # it holds a state, or another job has started
            path.parent.rmdir()


def _is_done(outputs: dict[str, Path], labels: dict[str, Any]) -> bool:
    if not all(path.exists() for path in outputs.values()):
        return False
    run = read_json(outputs["run"])
    return all(run.get(name) == value for name, value in labels.items())


def _warn(path: Path) -> None:
    holder, advice = "another job", ""
    with suppress(OSError, ValueError, TypeError, KeyError):  # no note, or damaged
        who = read_json(path)
        job = f", SLURM job {who['slurm_job']}" if who["slurm_job"] else ""
        holder = f"process {who['process']} on {who['host']}{job}, since {who['since']}"
        advice = "; end it to continue here at once"
    logger.warning("waiting: this run is held by %s (lock %s)%s", holder, path, advice)
