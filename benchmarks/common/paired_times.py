"""Two ways to do the same steps, timed in alternation."""

import time
from collections.abc import Callable

Work = Callable[[int], float]
"""From a number of steps to the seconds that they took."""

TURN_SECONDS = 1.0
"""Shortest time of one measurement."""
TOTAL_SECONDS = 60.0
"""Time spent on the rounds of a pair. A longer search for the best time errs less on a
machine that does other work; it is fixed, so that the result cannot decide it."""
FEWEST_ROUNDS = 5


def best_seconds(ours: Work, theirs: Work, steps: int) -> tuple[float, float]:
    """Seconds per step of either, in the best of their alternating rounds.

    Other work on the machine only ever adds to a time, so the best is compared.

    Args:
        ours: what is judged.
        theirs: the baseline.
        steps: smallest number of steps; doubled until a turn takes long enough.
    """
    ours(steps)  # traces
    theirs(steps)
    while ours(steps) < TURN_SECONDS:
        steps *= 2
    times: dict[Work, list[float]] = {ours: [], theirs: []}
    began, number = time.perf_counter(), 0
    while number < FEWEST_ROUNDS or time.perf_counter() - began < TOTAL_SECONDS:
        # The one that is first in this round is last in the next.
        for work in (ours, theirs) if number % 2 else (theirs, ours):
            times[work].append(work(steps))
        number += 1
    return min(times[ours]) / steps, min(times[theirs]) / steps
