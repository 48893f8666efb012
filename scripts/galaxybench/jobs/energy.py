"""How much energy graphics cards take, as nvidia-smi tells their power."""

import subprocess
import threading
import time

COMMAND = (
    "nvidia-smi",
    "--query-gpu=index,uuid,power.draw",
    "--format=csv,noheader,nounits",
)


class GpuEnergy:
    """The energy that some cards take while a `with` block runs.

    Their power is asked for every few seconds and taken to change evenly between.

    Attributes:
        joules: of all cards together; None where one does not tell.
    """

    def __init__(self, cards: list[str], interval: float = 5.0) -> None:
        """Prepare to ask.

        Args:
            cards: as CUDA_VISIBLE_DEVICES names them; none has no energy to tell.
            interval: seconds between two questions.
        """
        self.cards, self.interval = cards, interval
        self.joules: float | None = 0.0 if cards else None
        self._last: tuple[float, float] | None = None
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> "GpuEnergy":
        """Start to ask."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Ask once more, and stop."""
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        while self.joules is not None:
            ended = self._ended.is_set()
            self._add(power(self.cards))
            if ended:
                return
            self._ended.wait(self.interval)

    def _add(self, watts: float | None) -> None:
        now = time.monotonic()
        if watts is None:
            self.joules = None
        elif self._last is not None:
            before, others = self._last
            self.joules += (now - before) * (watts + others) / 2
        self._last = (now, watts or 0.0)


def power(cards: list[str]) -> float | None:
    """Power that cards draw now.

    Args:
        cards: as CUDA_VISIBLE_DEVICES names them: numbers, or UUIDs or their
            beginnings.

    Returns:
        Watts, the sum; None where nvidia-smi is missing, or knows one of them not, as
        it does parts of a card (MIG).
    """
    try:
        done = subprocess.run(COMMAND, capture_output=True, text=True, timeout=60)
        rows = [line.split(", ") for line in done.stdout.splitlines()]
        watts = [
            float(draw)
            for index, uuid, draw in rows
            for card in cards
            if card == index or (uuid.startswith(card) and not card.isdecimal())
        ]
    except (OSError, subprocess.SubprocessError, ValueError):
        return None
    return sum(watts) if len(watts) == len(cards) else None
