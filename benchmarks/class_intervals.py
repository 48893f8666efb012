"""Intervals of all class scores: 10,000 images of ten classes, 2,000 resamples.

Goal: under 2 s, with and without groups of images.
"""

import sys
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

from benchmarks.common.table import row  # noqa: E402

from galaxybench.evaluation.bootstrap import intervals  # noqa: E402

IMAGES, CLASSES, GOAL = 10_000, 10, 2

rng = np.random.default_rng(0)
labels = rng.integers(0, CLASSES, IMAGES)
predicted = np.where(rng.random(IMAGES) < 0.8, labels, rng.integers(0, CLASSES, IMAGES))
held = []
for name, groups in (("single images", None), ("pairs", np.arange(IMAGES) // 2)):
    start = time.perf_counter()
    intervals(labels, predicted, CLASSES, groups)
    seconds = time.perf_counter() - start
    held.append(
        row(f"bootstrap intervals of 10,000 images, {name}", seconds, GOAL, "s")
    )
sys.exit(not all(held))
