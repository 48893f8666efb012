"""Graphics cards of this machine, handed out to jobs that run side by side.

Snakemake counts the resource `gpu` but tells no job which card is its own
(snakemake/snakemake#281), so that all would take the first. Here each job locks its
cards for as long as it lives. The lock is the kernel's (flock): it falls with its
holder, whatever kills that.
"""

import fcntl
import logging
import os
import random
import tempfile
import time
from pathlib import Path
from typing import TextIO

logger = logging.getLogger(__name__)

VISIBLE = "CUDA_VISIBLE_DEVICES"
FOLDER = Path(tempfile.gettempdir(), "galaxybench-gpus")
"""One lock file a card, for all users and workflows of the machine."""
POLL_SECONDS = 2.0
REMIND_SECONDS = 600.0

_held: list[TextIO] = []


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


def claim(count: int) -> list[str]:
    """Take `count` cards for this process until it ends; wait while they are taken.

    Sets CUDA_VISIBLE_DEVICES, so it is to be called before a backend starts.

    Args:
        count: cards that the job asks for; 0 hides them all.

    Returns:
        The names of the cards; none on a machine without.

    Raises:
        ValueError: the machine has fewer than `count` cards, though it has some.
    """
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
        for file in taken.values():
            file.close()
        # At random, or two jobs that want both of two cards take one each for ever.
        time.sleep(POLL_SECONDS * random.uniform(0.5, 1.5))
    _held.extend(taken.values())
    os.environ[VISIBLE] = ",".join(taken)
    logger.info("graphics cards of this job: %s", os.environ[VISIBLE] or "none")
    return list(taken)


def _lock(names: list[str], count: int) -> dict[str, TextIO]:
    """Lock up to `count` cards that nobody holds."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    _open_to_all(FOLDER, 0o1777)
    taken: dict[str, TextIO] = {}
    # Inside a SLURM job the first card is called 0, whichever it is.
    scope = os.environ.get("SLURM_JOB_ID", "machine")
    for name in names:
        if len(taken) == count:
            break
        path = FOLDER / f"{scope}.{name.replace('/', '_')}"
        file = path.open("a", encoding="utf-8")
        _open_to_all(path, 0o666)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            taken[name] = file
        except BlockingIOError:
            file.close()
    return taken


def _open_to_all(path: Path, mode: int) -> None:
    """Let the other users of the machine lock it too."""
    if path.stat().st_uid == os.getuid():
        path.chmod(mode)
