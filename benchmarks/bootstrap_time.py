"""Time of the bootstrap intervals of all class scores.

10,000 images of ten classes, 2,000 resamples. Goal: under 2 s, with and without groups
of images.
"""

import sys
import time

import numpy as np

from benchmarks.common.table import row
from galaxybench.evaluation.bootstrap import intervals

IMAGES, CLASSES, GOAL = 10_000, 10, 2


def main() -> None:
    """Measure, print, and fail if the goal is missed."""
    rng = np.random.default_rng(0)
    labels = rng.integers(0, CLASSES, IMAGES)
    guesses = rng.integers(0, CLASSES, IMAGES)
    predicted = np.where(rng.random(IMAGES) < 0.8, labels, guesses)
    held = []
    for name, groups in (("single images", None), ("pairs", np.arange(IMAGES) // 2)):
        start = time.perf_counter()
        intervals(labels, predicted, CLASSES, groups)
        seconds = time.perf_counter() - start
        title = f"bootstrap intervals of 10,000 images, {name}"
        held.append(row(title, seconds, GOAL, "s"))
    sys.exit(not all(held))


if __name__ == "__main__":
    main()
