"""Why a job failed: the end of its log, in one line."""

import re
from pathlib import Path

TAIL = 100_000
"""Bytes that are read from the end of a log."""
LONGEST = 400
"""Characters that are kept."""
NOTHING_LOGGED = "it ended before it wrote to its log; what it printed is above"
_TRACEBACK = "Traceback (most recent call last):"
_EXPLAINED = "Error: "  # the message for users, which jobs/job_log.py writes last
_CRASH = "Fatal Python error: "  # written by faulthandler
_STARTUP = re.compile(r"[IWEF]\d{4} |WARNING: All log messages")
_LOGGED = re.compile(r"\d{4}-\d\d-\d\d \d\d:|[IWEF]\d{4} |WARNING: All log messages")


def reason(log: str | None, since: float) -> str:
    """Return the message of the error that ended a job, or say that there is none.

    A log that was last written before `since`, in seconds since 1970, is that of an
    earlier job.
    """
    if not log or not _written(Path(log), since):
        return NOTHING_LOGGED
    with Path(log).open("rb") as file:
        file.seek(max(0, Path(log).stat().st_size - TAIL))
        # A progress bar writes several lines as one, separated by carriage returns.
        text = file.read().decode(errors="replace").replace("\r", "\n")
    lines = [line.rstrip() for line in text.splitlines() if line.strip()]
    return _shortened(_message(lines) or _killed(lines))


def _written(log: Path, since: float) -> bool:
    return log.is_file() and log.stat().st_size > 0 and log.stat().st_mtime >= since


def _message(lines: list[str]) -> str:
    """Return the message below the last traceback; empty if there is none."""
    for line in reversed(lines):
        if line.startswith(_CRASH):
            return line
    starts = [n for n, line in enumerate(lines) if line.endswith(_TRACEBACK)]
    if not starts:
        return ""
    below = iter(lines[starts[-1] + 1 :])
    message = [next((line for line in below if not line.startswith(" ")), "")]
    for line in below:
        if _LOGGED.match(line):
            break
        message.append(line.strip())
    for number, line in enumerate(message):
        if line.startswith(_EXPLAINED):
            return " ".join(message[number:]).removeprefix(_EXPLAINED)
    return " ".join(message)


def _killed(lines: list[str]) -> str:
    # What TensorFlow says while it starts tells nothing.
    said = [line for line in lines if not _STARTUP.match(line)]
    after = f", after: {said[-1]}" if said else ""
    return f"it was killed, or ended without an error message{after}"


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 3] + "..."
