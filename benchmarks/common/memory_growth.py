"""Does a step need more memory for more images?"""

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.common.processes import measured
from benchmarks.common.table import row


def holds(
    steps: Sequence[Callable[[Path], None]],
    counts: tuple[int, int],
    prepare: Callable[[Path, int], None],
    allowed: float,
) -> bool:
    """Run steps on few and on many images, each in a process of its own, and print.

    Args:
        steps: functions of a folder, in order.
        counts: numbers of images, few and many.
        prepare: writes that many images into a folder.
        allowed: MB of anonymous memory by which the peaks may differ.

    Returns:
        Whether every step stays within it.
    """
    peaks = {step: [] for step in steps}
    for count in counts:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            prepare(folder, count)
            for step in steps:
                highest, seconds = measured(step, folder)
                peaks[step].append(highest)
                print(
                    f"{step.__name__}: {count} images, {highest:.0f} MB anonymous, "
                    f"{seconds:.0f} s",
                    flush=True,
                )
    few, many = counts
    found = [
        row(
            f"{step.__name__}: {many:,} images against {few:,}, more memory",
            values[1] - values[0],
            allowed,
            "MB",
        )
        for step, values in peaks.items()
    ]
    return all(found)
