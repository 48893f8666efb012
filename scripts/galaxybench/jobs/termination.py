"""An orderly end on SIGTERM, which SLURM sends before a time limit or a preemption."""

import logging
import signal
from types import FrameType

logger = logging.getLogger(__name__)


class Termination:
    """Whether this process was asked to end while a `with` block runs.

    The signal is only noted: an exception out of its handler may come up inside a C
    library that drops it. `obey` is for the places at which it is good to leave.

    Attributes:
        asked: whether SIGTERM has come.
    """

    def __init__(self) -> None:
        """Prepare."""
        self.asked = False

    def __enter__(self) -> "Termination":
        """Listen to SIGTERM."""
        self._before = signal.signal(signal.SIGTERM, self._note)
        return self

    def __exit__(self, *_: object) -> None:
        """Leave SIGTERM to who had it before."""
        signal.signal(signal.SIGTERM, self._before)

    def obey(self) -> None:
        """Leave if asked to.

        Raises:
            SystemExit: with 143, as a shell gives it for SIGTERM.
        """
        if self.asked:
            raise SystemExit(128 + signal.SIGTERM)

    def _note(self, number: int, frame: FrameType | None) -> None:
        self.asked = True
        logger.warning(
            "SIGTERM: leaving after this batch; the last whole epoch is saved, and the "
            "same command goes on from there"
        )
