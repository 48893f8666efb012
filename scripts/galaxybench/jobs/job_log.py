"""One log for all that a script says: Python's, and that of the C libraries below it.

File descriptors 1 and 2 go to a `tee` of its own, which writes the log file and passes
everything on to the terminal. Being another process, it also keeps the last words of a
script that the kernel or a C library ends.
"""

import atexit
import faulthandler
import logging
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

# Ctrl-C ends every process of the terminal and `scancel` every one of the job, but tee
# must outlive the script to write its last words; it ends with the script in any case.
# Hence a session of its own (below), and no ear for SIGTERM.
TEE = ("sh", "-c", "trap '' TERM; exec tee -- \"$0\"")


def start(log: str | Path | Sequence[str] | None) -> None:
    """Send standard output, standard error and `logging` to the log file as well.

    Args:
        log: the log file, or Snakemake's list of log files, of which the first is
            used; with none, all goes to the terminal alone.
    """
    path = log if isinstance(log, str | Path) else next(iter(log or ()), "")
    if path:
        _tee(Path(path))
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(line_buffering=True)
    logging.basicConfig(
        level=logging.INFO,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
        stream=sys.stderr,
    )
    logging.captureWarnings(True)
    # Where a C library ends the process, say in which line of ours.
    faulthandler.enable()


def _tee(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    _flush()
    terminal = os.dup(2)
    tee = subprocess.Popen(
        [*TEE, path], stdin=subprocess.PIPE, stdout=terminal, start_new_session=True
    )
    os.dup2(tee.stdin.fileno(), 1)
    os.dup2(tee.stdin.fileno(), 2)
    tee.stdin.close()

    def stop() -> None:
        """Let tee finish first, so that the log is whole when the script ends."""
        _flush()
        os.dup2(terminal, 1)
        os.dup2(terminal, 2)
        try:
            tee.wait(timeout=2)
        except subprocess.TimeoutExpired:
            pass  # a child process still writes to it; tee stays until that one ends

    atexit.register(stop)


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
