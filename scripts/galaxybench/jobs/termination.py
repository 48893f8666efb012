"""Orderly exit on SIGTERM, which SLURM sends before a time limit or a preemption."""

import logging
import signal
from types import FrameType

logger = logging.getLogger(__name__)


class Termination:
    """Notices SIGTERM while a `with` block runs.

    The signal is only noted. An exception raised by its handler could surface inside a
    C library that drops it. Call `obey` where it is safe to exit.

    Attributes:
        asked: whether SIGTERM has arrived.
    """

    asked: bool = False

    def __enter__(self) -> "Termination":
        """Catch SIGTERM."""
        self._before = signal.signal(signal.SIGTERM, self._note)
        return self

    def __exit__(self, *_: object) -> None:
        """Restore the previous handler of SIGTERM."""
        signal.signal(signal.SIGTERM, self._before)

    def obey(self) -> None:
        """Exit if SIGTERM has arrived.

        Raises:
            SystemExit: with status 143, the shell's convention for SIGTERM.
        """
        if self.asked:
            raise SystemExit(128 + signal.SIGTERM)

    def _note(self, number: int, frame: FrameType | None) -> None:
        self.asked = True
        logger.warning(
            "SIGTERM: exiting after this batch; the last whole epoch is saved, and the "
            "same command continues from there"
        )
