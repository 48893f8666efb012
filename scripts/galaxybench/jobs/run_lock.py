"""One job a run: a lock that tells who holds it.

Two jobs for one run exist where a cluster loses sight of the first (an orphan) and
starts it again. The lock is the kernel's (flock), so that it falls with its holder,
whatever kills that; over NFS the server keeps it for all nodes.
"""

import errno
import fcntl
import json
import logging
import os
import platform
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

logger = logging.getLogger(__name__)

POLL_SECONDS = 5.0
REMIND_SECONDS = 600.0
NO_LOCKS = (errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP)
"""What file systems say that know no locks."""


@contextmanager
def alone(
    state: Path, outputs: dict[str, Path], labels: dict[str, Any]
) -> Iterator[bool]:
    """Hold a run while a `with` block trains it; wait while another job holds it.

    Args:
        state: folder of the run's state. The folder above it is the run's own: the
            lock is there, and states of other names in it are deleted, since they are
            of code, data or a recipe that have changed. Removed in the end if nothing
            is left to resume.
        outputs: what the run writes; "run" is its description in JSON.
        labels: what the description says of this very run.

    Yields:
        Whether the run is still to be done: False if the job that was waited for has
        finished it.
    """
    path = state.parent / "lock"
    file, waited = _acquire(path)
    try:
        for other in state.parent.iterdir():
            if other not in (state, path):
                shutil.rmtree(other)
        done = waited and _is_done(outputs, labels)
        if done:
            logger.info("the other job has finished this run: nothing is left to do")
        yield not done
    finally:
        path.unlink(missing_ok=True)
        try:
            path.parent.rmdir()
        except OSError:
            pass  # it holds a state, or another job has come
        file.close()


def _is_done(outputs: dict[str, Path], labels: dict[str, Any]) -> bool:
    if not all(path.exists() for path in outputs.values()):
        return False
    run = json.loads(outputs["run"].read_text(encoding="utf-8"))
    return all(run.get(name) == value for name, value in labels.items())


def _acquire(path: Path) -> tuple[TextIO, bool]:
    reminded = None
    while True:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            file = path.open("a+", encoding="utf-8")
        except FileNotFoundError:
            continue  # its last holder has just removed the folder
        while not _locked(file, path):
            if reminded is None or time.monotonic() - reminded >= REMIND_SECONDS:
                reminded = time.monotonic()
                logger.warning("waiting: this run is held by %s", _holder(path))
            time.sleep(POLL_SECONDS)
        if _is_at(path, file):
            break
        file.close()  # the last holder removed what has been waited for
    file.truncate(0)
    json.dump(_self(), file)
    file.flush()
    return file, reminded is not None


def _locked(file: TextIO, path: Path) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:
        if error.errno not in NO_LOCKS:
            raise
        logger.warning(
            "the file system of %s knows no locks: see to it yourself that no two "
            "jobs train one run",
            path,
        )
    return True


def _is_at(path: Path, file: TextIO) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(file.fileno()))
    except FileNotFoundError:
        return False


def _self() -> dict[str, str | int | None]:
    return {
        "process": os.getpid(),
        "host": platform.node(),
        "slurm_job": os.environ.get("SLURM_JOB_ID"),
        "since": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def _holder(path: Path) -> str:
    try:
        who = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return f"another job (lock {path})"
    job = f", SLURM job {who['slurm_job']}" if who["slurm_job"] else ""
    return (
        f"process {who['process']} on {who['host']}{job}, since {who['since']} "
        f"(lock {path}); end that one to go on here at once"
    )
