"""SLURM's partitions, and this folder's jobs in its queue."""

import logging
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any

from galaxybench.files import read_json

logger = logging.getLogger(__name__)

POLL_SECONDS = 2.0
GRACE_SECONDS = 60.0
"""How long a job may be missing from the queue before it counts as refused or ended."""
STARTED = ("CONFIGURING", "RUNNING", "COMPLETING")


def partitions() -> list[dict[str, Any]] | None:
    """List the partitions, each with `name`, `default` and `cards`; None without SLURM.

    `cards` is SLURM's text for the generic resources of its nodes, "" for none.
    """
    if not shutil.which("sinfo"):
        return None
    rows: dict[str, dict[str, Any]] = {}
    for line in _run("sinfo", "--noheader", "--format", "%P|%G"):
        name, cards = line.split("|")
        plain = name.rstrip("*")
        row = {"name": plain, "default": plain != name, "cards": ""}
        row = rows.setdefault(plain, row)
        if cards != "(null)":
            row["cards"] = cards
    return list(rows.values())


def wait(rule: str, file: Path, asked: str, minutes: float) -> dict[str, Any]:
    """Wait for the JSON file that the only job of `rule` writes.

    The file is from this job, not from an earlier one, if its key `asked` has the value
    `asked`. A job that is still in the queue after `minutes` is cancelled.

    Returns:
        The content of the file, or {"lost": the reason why there is none}.
    """
    begun = seen = time.monotonic()
    state = None
    while True:
        try:
            found = read_json(file)
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
    """Find the number, state and reason of a rule's job in the queue."""
    if not shutil.which("squeue"):
        return None
    for line in _run("squeue", "--me", "--noheader", "--format", "%A|%T|%r|%k|%Z"):
        number, state, reason, comment, folder = line.split("|", 4)
        if comment == f"rule_{rule}" and Path(folder) == Path.cwd():
            return {"number": number, "state": state, "reason": reason}
    return None


def _ended(rule: str, state: dict[str, str] | None) -> str:
    if state is None:
        return (
            "it was never in the queue: if sbatch refused it, its message is above "
            "(account, partition, GPU or limits: profiles/slurm/config.yaml)"
        )
    return (
        f"SLURM job {state['number']} ended without a result that is visible here: "
        f"read results/logs/slurm/rule_{rule}/{state['number']}.log; if there is no "
        "such file, the node does not see this folder, which must be on a shared file "
        "system"
    )


def _given_up(state: dict[str, str] | None, minutes: float) -> str:
    if state is None or state["state"] in STARTED:
        return f"it wrote nothing within {minutes:g} min"
    _run("scancel", state["number"])
    return (
        f"SLURM job {state['number']} did not start within {minutes:g} min "
        f"({state['state']}, {state['reason']}) and was cancelled: wait longer with "
        "--set-resources doctor_report:runtime=60, or request less"
    )


def _run(*command: str) -> list[str]:
    """Return the output lines of a SLURM command; none if it fails, which is logged."""
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        logger.warning("%s: %s", " ".join(command), done.stderr.strip())
    return done.stdout.splitlines()
