"""How much memory this process takes, and the machine has left."""

import platform
import resource
import threading
from pathlib import Path


class PeakMemory:
    """The largest memory of this process while a `with` block runs.

    Attributes:
        total_bytes: of all resident pages since the process started, those of mapped
            files among them.
        anonymous_bytes: of pages that belong to no file, sampled; None where the
            system does not tell.
    """

    def __init__(self, interval: float = 0.2) -> None:
        """Prepare to sample every `interval` seconds."""
        self.interval = interval
        self.total_bytes = 0
        self.anonymous_bytes: int | None = None
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> "PeakMemory":
        """Start sampling."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop sampling."""
        self._ended.set()
        self._thread.join()
        unit = 1 if platform.system() == "Darwin" else 1024
        self.total_bytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit

    def _watch(self) -> None:
        while (now := anonymous_bytes()) is not None:
            self.anonymous_bytes = max(self.anonymous_bytes or 0, now)
            if self._ended.wait(self.interval):
                return


def anonymous_bytes() -> int | None:
    """Resident bytes of this process that belong to no file; None if unknown."""
    return _entry(Path("/proc/self/status"), "RssAnon:")


def available_bytes() -> int | None:
    """Memory of the machine that is free or easily freed; None if unknown."""
    return _entry(Path("/proc/meminfo"), "MemAvailable:")


def _entry(path: Path, name: str) -> int | None:
    try:
        lines = path.read_text().splitlines()
    except OSError:
        return None
    kilobytes = [line.split()[1] for line in lines if line.startswith(name)]
    return int(kilobytes[0]) * 1024 if kilobytes else None
