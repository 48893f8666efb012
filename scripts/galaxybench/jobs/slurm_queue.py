"""What SLURM says of its partitions and of this folder's jobs."""

import json
import logging
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any

logger = logging.getLogger(__name__)

POLL_SECONDS = 2.0
GRACE_SECONDS = 60.0
"""Until a job that is not in the queue counts as refused, or as ended with nothing."""
STARTED = ("CONFIGURING", "RUNNING", "COMPLETING")


def partitions() -> list[dict[str, Any]] | None:
    """List the partitions, each with `name`, `default` and `cards`; None without SLURM.

    `cards` is what SLURM calls the generic resources of its nodes, "" for none.
    """
    if not shutil.which("sinfo"):
        return None
    rows: dict[str, dict[str, Any]] = {}
    for line in _say("sinfo", "--noheader", "--format", "%P|%G"):
        name, cards = line.split("|")
        row = rows.setdefault(
            name.rstrip("*"),
            {"name": name.rstrip("*"), "default": name.endswith("*"), "cards": ""},
        )
        if cards != "(null)":
            row["cards"] = cards
    return list(rows.values())


def wait(rule: str, file: Path, asked: str, minutes: float) -> dict[str, Any]:
    """Wait for what a job of this folder writes.

    Args:
        rule: the job's, which has one job alone.
        file: JSON with the key `asked`.
        asked: what that says if the file is of this job, not of an earlier one.
        minutes: after which the job is cancelled, if it waits in the queue, and given
            up.

    Returns:
        The content of the file, or {"lost": why there is none}.
    """
    begun = seen = time.monotonic()
    state = None
    while True:
        try:
            found = json.loads(file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            found = {}
        if found.get("asked") == asked:
            return found
        now = time.monotonic()
        if job := _job(rule):
            state, seen = job, now
        elif now - seen > GRACE_SECONDS:
            return {"lost": _ended(rule, state)}
        if now - begun > 60 * minutes:
            return {"lost": _given_up(state, minutes)}
        time.sleep(POLL_SECONDS)


def _job(rule: str) -> dict[str, str] | None:
    """Number, state and reason of a rule's job in the queue."""
    if not shutil.which("squeue"):
        return None
    for line in _say("squeue", "--me", "--noheader", "--format", "%A|%T|%r|%k|%Z"):
        number, state, reason, comment, folder = line.split("|", 4)
        if comment == f"rule_{rule}" and Path(folder) == Path.cwd():
            return {"number": number, "state": state, "reason": reason}
    return None


def _ended(rule: str, state: dict[str, str] | None) -> str:
    if state is None:
        return (
            "it never was in the queue: if sbatch refused it, its message is above "
            "(account, partition, card or limits: profiles/slurm/config.yaml)"
        )
    return (
        f"SLURM job {state['number']} ended and left nothing that is seen here: read "
        f"results/logs/slurm/rule_{rule}/{state['number']}.log; without that file the "
        "node does not see this folder, which must be on a shared file system"
    )


def _given_up(state: dict[str, str] | None, minutes: float) -> str:
    if state is None or state["state"] in STARTED:
        return f"it wrote nothing within {minutes:g} min"
    _say("scancel", state["number"])
    return (
        f"SLURM job {state['number']} did not start within {minutes:g} min "
        f"({state['state']}, {state['reason']}) and is cancelled: wait longer with "
        "--set-resources doctor_report:runtime=60, or ask for less"
    )


def _say(*command: str) -> list[str]:
    """Lines of a command of SLURM; none if it fails, which is logged."""
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        logger.warning("%s: %s", " ".join(command), done.stderr.strip())
    return done.stdout.splitlines()
