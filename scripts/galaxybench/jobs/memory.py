"""Peak memory of this process."""

import platform
import resource
import threading

import psutil

SAMPLE_SECONDS = 0.2


class PeakMemory:
    """The peak memory of this process while a `with` block runs.

    Attributes:
        total_bytes: peak of all resident pages since the process started, including
            those of memory-mapped files.
        anonymous_bytes: peak of the pages that belong to no file, sampled; None where
            the system does not report them.
    """

    total_bytes: int = 0
    anonymous_bytes: int | None = None

    def __enter__(self) -> "PeakMemory":
        """Start sampling."""
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop sampling."""
        self._ended.set()
        self._thread.join()
        # psutil reports the peak on Windows only.
        unit = 1 if platform.system() == "Darwin" else 1024
        self.total_bytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit

    def _watch(self) -> None:
        while (now := anonymous_bytes()) is not None:
            self.anonymous_bytes = max(self.anonymous_bytes or 0, now)
            if self._ended.wait(SAMPLE_SECONDS):
                return


def anonymous_bytes() -> int | None:
    """Return the resident bytes of this process that belong to no file.

    None where the system does not report shared pages, as on macOS.
    """
    memory = psutil.Process().memory_info()
    # On Linux, `shared` counts the resident pages of files and of shared memory, so the
    # rest is RssAnon of /proc/self/status.
    return memory.rss - memory.shared if hasattr(memory, "shared") else None
