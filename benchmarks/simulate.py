"""Rendering speed of the simulated galaxies, in images per second of one core.

Run `python benchmarks/simulate.py`; the goal is 100 images/s a core at 69 pixels.
"""

import os
import sys
import time
from pathlib import Path

# One thread, so that the time of the process is the time of one core.
os.environ["OMP_NUM_THREADS"] = "1"
ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

from benchmarks.common.table import row  # noqa: E402

from galaxybench.datasets.simulated_galaxies import CLASSES  # noqa: E402
from galaxybench.simulation.galaxies import picture_galaxy  # noqa: E402

GOAL = 100


def images_per_second(size: int, count: int) -> float:
    """Images of all classes in turn, per second of processor time."""
    for n in range(len(CLASSES)):
        picture_galaxy(CLASSES[n], size, ([0, n], [1, n]))
    start = time.process_time()
    for n in range(count):
        picture_galaxy(CLASSES[n % len(CLASSES)], size, ([2, n], [3, n]))
    return count / (time.process_time() - start)


if __name__ == "__main__":
    speed = images_per_second(69, 300)
    held = row("rendering at 69 px, one core", speed, GOAL, "images/s", most=False)
    print(f"256 px: {images_per_second(256, 60):.0f} images/s a core")
    sys.exit(not held)
