"""Two ways to do the same steps, timed in turns."""

import time
from collections.abc import Callable

Work = Callable[[int], float]
"""From steps to the seconds that they took."""

SECONDS = 1.0  # at least, a turn
FEWEST = 5  # rounds
ENOUGH, LONG = 30.0, 180.0  # seconds of rounds


def best_seconds(
    ours: Work, theirs: Work, steps: int, goal: float = 0.0
) -> tuple[float, float]:
    """Seconds a step of either, in the best of the rounds in which they take turns.

    What else a machine does only ever adds to a time. On a machine that does much else
    a short measurement errs by some hundredths: if it misses the goal, a longer one
    decides.

    Args:
        ours: what is judged.
        theirs: what it is held against.
        steps: the least; doubled until a turn takes long enough.
        goal: least speed of ours, that of theirs being 1.
    """
    ours(steps)  # traces
    theirs(steps)
    while ours(steps) < SECONDS:
        steps *= 2
    times: dict[Work, list[float]] = {ours: [], theirs: []}
    began, number = time.perf_counter(), 0
    for enough in (ENOUGH, LONG):
        while number < FEWEST or time.perf_counter() - began < enough:
            # Whoever comes first in one round comes last in the next.
            for work in (ours, theirs) if number % 2 else (theirs, ours):
                times[work].append(work(steps))
            number += 1
        if min(times[theirs]) / min(times[ours]) >= goal:
            break
    return min(times[ours]) / steps, min(times[theirs]) / steps
