"""Two ways to do the same steps, timed in turns."""

import time
from collections.abc import Callable

Work = Callable[[int], float]
"""From steps to the seconds that they took."""

SECONDS = 1.0  # at least, a turn
ROUNDS, FEWEST = 30, 5
ENOUGH = 60.0  # seconds, after which slow work has had its rounds


def best_seconds(ours: Work, theirs: Work, steps: int) -> tuple[float, float]:
    """Seconds a step of either, in the best of the rounds in which they take turns.

    What else a machine does only ever adds to a time.

    Args:
        ours: what is judged.
        theirs: what it is held against.
        steps: the least; doubled until a turn takes long enough.
    """
    ours(steps)  # traces
    theirs(steps)
    while ours(steps) < SECONDS:
        steps *= 2
    times: dict[Work, list[float]] = {ours: [], theirs: []}
    began = time.perf_counter()
    for number in range(ROUNDS):
        if number >= FEWEST and time.perf_counter() - began > ENOUGH:
            break
        # Whoever comes first in one round comes last in the next.
        for work in (ours, theirs) if number % 2 else (theirs, ours):
            times[work].append(work(steps))
    return min(times[ours]) / steps, min(times[theirs]) / steps
