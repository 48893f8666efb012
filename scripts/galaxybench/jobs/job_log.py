"""One log file for all output of a script, including that of C libraries.

File descriptors 1 and 2 go to a `tee` process, which writes the log file and passes
everything on to the terminal. As a separate process, it also keeps the last lines of a
script that is ended by the kernel or by a C library.
"""

import atexit
import faulthandler
import functools
import logging
import os
import re
import subprocess
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType

# Ctrl-C ends every process of the terminal, and `scancel` every process of the job. tee
# must outlive the script to write its last lines, and it ends with the script anyway.
# So it has a session of its own (below) and ignores SIGTERM.
TEE = ("sh", "-c", "trap '' TERM; exec tee -a -- \"$0\"")

UNEXPLAINED = (KeyError, IndexError, AssertionError, AttributeError, TypeError)
"""Errors whose message alone tells a user nothing."""
PACKAGE = Path(__file__).parents[1]
FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def visible(text: str) -> str:
    r"""Show what would control a terminal, as in the name of a file: `\x1b`."""
    return CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", text)


class _Visible(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return visible(super().format(record))


def start(log: str | Path) -> None:
    """Also write standard output, standard error and `logging` to the file `log`.

    If the script ends with an error, the stack is in the log alone, and the message
    follows on the terminal, as the last line of both.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(line_buffering=True)
            # A letter that the user's locale lacks must not end a job.
            if stream.encoding.lower() != "utf-8":
                stream.reconfigure(encoding="utf-8")
    stop = _tee(Path(log))
    sys.excepthook = functools.partial(_explain, Path(log), stop)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Visible(FORMAT))
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    logging.captureWarnings(True)
    # If a C library ends the process, print the Python line that called it.
    faulthandler.enable()


def _explain(
    log: Path,
    stop: Callable[[], None],
    kind: type[BaseException],
    error: BaseException,
    stack: TracebackType | None,
) -> None:
    """Write the stack of an error into the log, and its message to both."""
    stop()
    message = visible(str(error)).rstrip() or kind.__name__
    if place := _line_of_model(stack):
        message += f" ({place})"
    if issubclass(kind, UNEXPLAINED):
        message = f"{kind.__name__}: {message} (unexpected; the stack is in {log})"
    with (
        suppress(OSError),
        # The name of a file may be no text.
        log.open("a", encoding="utf-8", errors="backslashreplace") as file,
    ):
        if not issubclass(kind, KeyboardInterrupt):
            traceback.print_exception(kind, error, stack, file=file)
        print(f"Error: {message}", file=file)
    print(f"Error: {message}", file=sys.stderr, flush=True)


def _line_of_model(stack: TracebackType | None) -> str:
    """Name the line of an architecture that a library refused, or return ""."""
    frames = traceback.extract_tb(stack)
    if not frames or Path(frames[-1].filename).is_relative_to(PACKAGE):
        return ""
    for frame in reversed(frames):
        if Path(frame.filename).parent == PACKAGE / "models":
            return f"{Path(frame.filename).name}, line {frame.lineno}"
    return ""


def _tee(path: Path) -> Callable[[], None]:
    """Send the output of this process to the file, too; return what ends that."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"")
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
    return stop


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
