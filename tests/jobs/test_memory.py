import os
import subprocess
import sys
from pathlib import Path

import pytest

from galaxybench.jobs import memory
from galaxybench.jobs.memory import PeakMemory, anonymous_bytes

WATCHED = """
import time
from galaxybench.jobs import memory

memory.SAMPLE_SECONDS = 0.01
before, until = memory.anonymous_bytes(), time.monotonic() + 60
with memory.PeakMemory() as peak:
    block = bytearray(b"x") * 200_000_000
    while (peak.anonymous_bytes or 0) < before + 1e8 and time.monotonic() < until:
        time.sleep(0.01)
    del block
assert peak.anonymous_bytes > before + 1e8
assert peak.total_bytes >= peak.anonymous_bytes
"""


def test_peak_memory_sees_what_is_gone_again() -> None:
    """In a process of its own: the kernel may take memory away from a large one."""
    scripts = str(Path(memory.__file__).parents[2])
    command = [sys.executable, "-c", WATCHED]
    subprocess.run(command, env={**os.environ, "PYTHONPATH": scripts}, check=True)


def test_pages_of_files_are_not_counted(tmp_path: Path) -> None:
    """They are RssAnon of the kernel, within the pages that Python itself takes."""
    status = Path("/proc/self/status").read_text().splitlines()
    (kilobytes,) = (line.split()[1] for line in status if line.startswith("RssAnon:"))
    assert anonymous_bytes() == pytest.approx(int(kilobytes) * 1024, abs=4e6)


def test_a_system_without_shared_pages_is_unknown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(memory, "anonymous_bytes", lambda: None)
    with PeakMemory() as peak:
        pass
    assert peak.anonymous_bytes is None
    assert peak.total_bytes > 1e6
