"""One log file for all output of a script, including that of C libraries.

File descriptors 1 and 2 go to a `tee` process, which writes the log file and passes
everything on to the terminal. As a separate process, it also keeps the last lines of a
script that is ended by the kernel or by a C library.
"""

import atexit
import faulthandler
import logging
import os
import re
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

# Ctrl-C ends every process of the terminal, and `scancel` every process of the job. tee
# must outlive the script to write its last lines, and it ends with the script anyway.
# So it has a session of its own (below) and ignores SIGTERM.
TEE = ("sh", "-c", "trap '' TERM; exec tee -- \"$0\"")


FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")


class _Visible(logging.Formatter):
    r"""Shows what would control a terminal, as in the name of a file: `\x1b`."""

    def format(self, record: logging.LogRecord) -> str:
        shown = super().format(record)
        return CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", shown)


def start(log: str | Path) -> None:
    """Also write standard output, standard error and `logging` to the file `log`."""
    _tee(Path(log))
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(line_buffering=True)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Visible(FORMAT))
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    logging.captureWarnings(True)
    # If a C library ends the process, print the Python line that called it.
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
        """Wait for tee, so that the log is complete when the script ends."""
        _flush()
        os.dup2(terminal, 1)
        os.dup2(terminal, 2)
        # While a child process still writes to it, tee stays.
        with suppress(subprocess.TimeoutExpired):
            tee.wait(timeout=2)

    atexit.register(stop)


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
