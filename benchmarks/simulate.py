"""Rendering speed of the simulated galaxies, in images per second of one core.

Run `python benchmarks/simulate.py`; the goal is 100 images/s a core at 69 pixels.
"""

import os
import sys
import time
from pathlib import Path

# One thread, so that the time of the process is the time of one core.
os.environ["OMP_NUM_THREADS"] = "1"
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "scripts"))

from galaxybench.datasets.simulated_galaxies import CLASSES  # noqa: E402
from galaxybench.simulation.galaxies import picture_galaxy  # noqa: E402

GOAL = 100


def images_per_second(size: int, count: int) -> float:
    """Images of all classes in turn, per second of processor time."""
    for row in range(len(CLASSES)):
        picture_galaxy(CLASSES[row], size, ([0, row], [1, row]))
    start = time.process_time()
    for row in range(count):
        picture_galaxy(CLASSES[row % len(CLASSES)], size, ([2, row], [3, row]))
    return count / (time.process_time() - start)


if __name__ == "__main__":
    speed = images_per_second(69, 300)
    print(f"69 px: {speed:.0f} images/s a core, {speed / GOAL:.2f} of the goal")
    print(f"256 px: {images_per_second(256, 60):.0f} images/s a core")
    sys.exit(speed < GOAL)
