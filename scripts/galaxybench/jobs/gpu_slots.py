"""Graphics cards of this machine, handed out to jobs that run side by side.

Snakemake counts the resource `gpu` but tells no job which card is its own
(snakemake/snakemake#281), so that all would take the first. Here each job locks its
cards for as long as it lives. The lock is the kernel's (flock): it falls with its
holder, whatever kills that. GALAXYBENCH_JOBS_PER_GPU lets several jobs share a card.
"""

import fcntl
import logging
import os
import random
import tempfile
import time
from pathlib import Path
from typing import Any, TextIO

logger = logging.getLogger(__name__)

VISIBLE = "CUDA_VISIBLE_DEVICES"
SHARING = "GALAXYBENCH_JOBS_PER_GPU"
USUAL = {
    "TF_FORCE_GPU_ALLOW_GROWTH": "true",
    "XLA_PYTHON_CLIENT_PREALLOCATE": "false",
    "CUDA_DEVICE_ORDER": "PCI_BUS_ID",
}
"""What holds where the user says nothing else: TensorFlow and JAX take the memory of a
card as they need it, not all at once; CUDA counts the cards as nvidia-smi does."""
FOLDER = Path(tempfile.gettempdir(), "galaxybench-gpus")
"""Lock files of each card, for all users and workflows of the machine: one that says
whether it may be shared, and one for each place on it."""
POLL_SECONDS = 2.0
REMIND_SECONDS = 600.0

_held: dict[str, list[TextIO]] = {}
"""Claimed cards -> their open locks."""


def cards() -> list[str]:
    """Names of the cards that this process may use, as CUDA_VISIBLE_DEVICES has them.

    What the variable says where a user or SLURM has set it; otherwise the NVIDIA cards
    of the machine.
    """
    if VISIBLE in os.environ:
        names = [name.strip() for name in os.environ[VISIBLE].split(",")]
        # CUDA itself reads no further than the first name that is none.
        end = next((i for i, name in enumerate(names) if name in ("", "-1")), None)
        return names[:end]
    devices = Path("/dev").glob("nvidia[0-9]*")
    return sorted((device.name.removeprefix("nvidia") for device in devices), key=int)


def jobs_per_card() -> int:
    """How many jobs the user lets share a card.

    Raises:
        ValueError: if the variable is no number above 0.
    """
    said = os.environ.get(SHARING, "1")
    if not said.isdecimal() or int(said) < 1:
        raise ValueError(f"{SHARING}: got {said!r}, use a whole number from 1")
    return int(said)


def own() -> list[str]:
    """Names of the cards that this process has claimed and shares with no other."""
    return list(_held) if jobs_per_card() == 1 else []


def asked(resources: Any) -> int:  # noqa: ANN401
    """Count the cards that a job asks for.

    Args:
        resources: of a Snakemake job: `gpu`, a number, or `gres`, as SLURM takes it:
            gpu:2 or gpu:a100:2; neither asks for none.
    """
    if gres := getattr(resources, "gres", None):
        count = gres.rpartition(":")[2]
        return int(count) if count.isdigit() else 1
    return getattr(resources, "gpu", 0)


def claim(count: int) -> list[str]:
    """Take `count` cards for this process until it ends; wait while they are taken.

    Sets CUDA_VISIBLE_DEVICES and what is USUAL, so it is to be called before a backend
    starts. Shared cards are taken evenly: those with the fewest jobs first.

    Args:
        count: cards that the job asks for; 0 hides them all.

    Returns:
        The names of the cards; none on a machine without.

    Raises:
        ValueError: the machine has fewer than `count` cards, though it has some.
    """
    for variable, value in USUAL.items():
        os.environ.setdefault(variable, value)
    names = cards()
    if not names:
        return []
    if count > len(names):
        raise ValueError(
            f"the job asks for {count} graphics cards and may use {len(names)} "
            f"({VISIBLE}, or else /dev/nvidia*: {', '.join(names)}); ask for fewer "
            "with --set-resources RULE:gpu=1"
        )
    reminded = None
    while len(taken := _lock(names, count)) < count:
        if reminded is None or time.monotonic() - reminded >= REMIND_SECONDS:
            reminded = time.monotonic()
            logger.warning(
                "waiting for %d of the graphics cards %s: other jobs hold them (locks "
                "in %s)",
                *(count, ", ".join(names), FOLDER),
            )
        for files in taken.values():
            _close(files)
        # At random, or two jobs that want both of two cards take one each for ever.
        time.sleep(POLL_SECONDS * random.uniform(0.5, 1.5))
    _held.update(taken)
    os.environ[VISIBLE] = ",".join(taken)
    logger.info("graphics cards of this job: %s", os.environ[VISIBLE] or "none")
    return list(taken)


def _lock(names: list[str], count: int) -> dict[str, list[TextIO]]:
    """Lock up to `count` cards that have a place free."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    _open_to_all(FOLDER, 0o1777)
    taken: dict[str, list[TextIO]] = {}
    # Inside a SLURM job the first card is called 0, whichever it is.
    scope = os.environ.get("SLURM_JOB_ID", "machine")
    jobs = jobs_per_card()
    for place in range(jobs):
        for name in names:
            if len(taken) == count:
                return taken
            card = FOLDER / f"{scope}.{name.replace('/', '_')}"
            # Who wants a card alone keeps those out that would share it.
            kinds = {card: fcntl.LOCK_EX if jobs == 1 else fcntl.LOCK_SH}
            kinds[card.with_name(f"{card.name}.{place}")] = fcntl.LOCK_EX
            if name not in taken and (files := _locked(kinds)):
                taken[name] = files
    return taken


def _locked(kinds: dict[Path, int]) -> list[TextIO]:
    """Lock all of these files, or none."""
    files = []
    for path, kind in kinds.items():
        files.append(path.open("a", encoding="utf-8"))
        _open_to_all(path, 0o666)
        try:
            fcntl.flock(files[-1], kind | fcntl.LOCK_NB)
        except BlockingIOError:
            _close(files)
            return []
    return files


def _close(files: list[TextIO]) -> None:
    for file in files:
        file.close()


def _open_to_all(path: Path, mode: int) -> None:
    """Let the other users of the machine lock it too."""
    if path.stat().st_uid == os.getuid():
        path.chmod(mode)
