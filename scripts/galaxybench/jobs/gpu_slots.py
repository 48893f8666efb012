"""GPUs of this machine, assigned to jobs that run side by side.

Snakemake counts the resource `gpu` but does not say which GPU belongs to which job
(snakemake/snakemake#281), so every job would take the first. Here each job locks its
GPUs until it ends. GALAXYBENCH_JOBS_PER_GPU lets several jobs share a GPU.
"""

import fcntl
import logging
import os
import random
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from galaxybench.jobs import locks

logger = logging.getLogger(__name__)

VISIBLE = "CUDA_VISIBLE_DEVICES"
SHARING = "GALAXYBENCH_JOBS_PER_GPU"
USUAL = {
    "TF_FORCE_GPU_ALLOW_GROWTH": "true",
    "XLA_PYTHON_CLIENT_PREALLOCATE": "false",
    "CUDA_DEVICE_ORDER": "PCI_BUS_ID",
}
"""Defaults that the user's environment overrides: TensorFlow and JAX allocate memory of
the GPU as they need it, not all at once; CUDA numbers the GPUs as nvidia-smi does."""
FOLDER = Path(tempfile.gettempdir(), f"galaxybench-gpus-{os.getuid()}")
"""Lock files of all workflows of this user on this machine. Each GPU has one that says
whether it is shared, and one for each job that it has room for. Nobody else may enter:
in a folder open to all, another user could hold every lock, or plant links."""

_held: dict[str, ExitStack] = {}
"""Claimed GPU -> its open lock files, on a stack that closes them."""


def cards() -> list[str]:
    """List the GPUs that this process may use, named as in CUDA_VISIBLE_DEVICES.

    These are the GPUs of that variable where a user or SLURM has set it, otherwise the
    NVIDIA GPUs of the machine.
    """
    if VISIBLE in os.environ:
        names = [name.strip() for name in os.environ[VISIBLE].split(",")]
        # CUDA, too, stops at the first name that is not a GPU.
        end = next((i for i, name in enumerate(names) if name in ("", "-1")), None)
        return names[:end]
    devices = Path("/dev").glob("nvidia[0-9]*")
    return sorted((device.name.removeprefix("nvidia") for device in devices), key=int)


def own() -> list[str]:
    """List the GPUs that this process has claimed for itself alone."""
    return list(_held) if jobs_per_card() == 1 else []


def jobs_per_card() -> int:
    """Return how many jobs may share a GPU.

    Raises:
        ValueError: GALAXYBENCH_JOBS_PER_GPU is not a whole number from 1.
    """
    shared = os.environ.get(SHARING, "1")
    if not shared.isdecimal() or int(shared) < 1:
        raise ValueError(f"{SHARING}: got {shared!r}, use a whole number from 1")
    return int(shared)


def asked(resources: Any) -> int:  # noqa: ANN401
    """Count the GPUs that a Snakemake job requests.

    Its resources have `gpu`, a number, or `gres` in the notation of SLURM, gpu:2 or
    gpu:a100:2. Without either the job requests none.
    """
    if gres := getattr(resources, "gres", None):
        count = gres.rpartition(":")[2]
        return int(count) if count.isdigit() else 1
    return getattr(resources, "gpu", 0)


def claim(count: int) -> list[str]:
    """Lock `count` GPUs until this process ends; wait while other jobs hold them.

    Call it before a backend starts, since it sets CUDA_VISIBLE_DEVICES and the
    variables of USUAL. Of shared GPUs, those with the fewest jobs are taken first.
    0 hides all GPUs.

    Returns:
        The names of the GPUs; empty on a machine without GPUs.

    Raises:
        PermissionError: another user has taken the place of the folder of locks.
        ValueError: the machine has GPUs, but fewer than `count`; or
            GALAXYBENCH_JOBS_PER_GPU is not a whole number from 1.
    """
    for variable, value in USUAL.items():
        os.environ.setdefault(variable, value)
    names = cards()
    if not names:
        return []
    if count > len(names):
        raise ValueError(
            f"the job requests {count} GPUs and may use {len(names)} "
            f"({VISIBLE}, or else /dev/nvidia*: {', '.join(names)}); request fewer "
            "with --set-resources RULE:gpu=1"
        )
    reminder = locks.Reminder(
        lambda: logger.warning(
            "waiting for %d of the GPUs %s: other jobs hold them (locks in %s)",
            *(count, ", ".join(names), FOLDER),
        )
    )
    while len(taken := _lock(names, count)) < count:
        for files in taken.values():
            files.close()
        # Random, or two jobs that need the same two GPUs could each hold one for ever.
        reminder.wait(locks.POLL_SECONDS * random.uniform(0.5, 1.5))
    _held.update(taken)
    os.environ[VISIBLE] = ",".join(taken)
    logger.info("GPUs of this job: %s", os.environ[VISIBLE] or "none")
    return list(taken)


def _lock(names: list[str], count: int) -> dict[str, ExitStack]:
    """Lock up to `count` GPUs that have room for this job."""
    locks.make_private(FOLDER)
    taken: dict[str, ExitStack] = {}
    # Inside a SLURM job the first GPU is called 0, whichever it is.
    scope = os.environ.get("SLURM_JOB_ID", "machine")
    jobs = jobs_per_card()
    for place in range(jobs):
        for name in names:
            if len(taken) == count:
                return taken
            card = FOLDER / f"{scope}.{name.replace('/', '_')}"
            # A job that needs a GPU alone must also keep out jobs that would share it.
            kinds = {card: fcntl.LOCK_EX if jobs == 1 else fcntl.LOCK_SH}
            kinds[card.with_name(f"{card.name}.{place}")] = fcntl.LOCK_EX
            if name not in taken and (files := _locked(kinds)):
                taken[name] = files
    return taken


def _locked(kinds: dict[Path, int]) -> ExitStack | None:
    """Lock all of these files, or none of them."""
    with ExitStack() as files:
        for path, kind in kinds.items():
            file = files.enter_context(locks.open_lock(path, 0o600))
            if not locks.lock(file, kind):
                return None
        return files.pop_all()
