"""A step in a process of its own: how long it takes, and its peak memory."""

import multiprocessing
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any


def start(step: Callable[..., None], *arguments: Any) -> multiprocessing.Process:
    """Start a module's function in a fresh process."""
    context = multiprocessing.get_context("spawn")
    process = context.Process(target=step, args=arguments)
    process.start()
    return process


def measured(
    step: Callable[..., None], *arguments: Any, may_be_killed: bool = False
) -> tuple[float, float]:
    """Run a step: peak of its anonymous memory (RssAnon) in MB, and seconds.

    Args:
        step: a module's function.
        arguments: its arguments.
        may_be_killed: running out of memory is not a failure.

    Raises:
        SystemExit: if it failed.
    """
    began = time.perf_counter()
    process = start(step, *arguments)
    status = Path(f"/proc/{process.pid}/status")
    highest = 0.0
    while process.is_alive():
        for line in status.read_text().splitlines():
            if line.startswith("RssAnon:"):  # in kB; absent once the process ends
                highest = max(highest, int(line.split()[1]) / 1000)
        time.sleep(0.02)
    if process.exitcode == -signal.SIGKILL and may_be_killed:
        print(f"{step.__name__} was killed at {highest:.0f} MB: it needed more")
    elif process.exitcode:
        raise SystemExit(f"{step.__name__} failed: {arguments}")
    return highest, time.perf_counter() - began
