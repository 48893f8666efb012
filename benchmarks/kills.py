"""200 random kills of a whole workflow: does it end as if nobody had killed it?

`kill -9` of all or of one job, SIGTERM and Ctrl-C, at random instants, from planning to
the page; then the same command again. Goal: every final file equals that of an
undisturbed run, bit for bit but for what was measured (sandbox/kills.py). Takes half
an hour on two cores.
"""

import sys
import tempfile
import time
from pathlib import Path

from benchmarks.common.table import row
from sandbox.kills import KilledWorkflow

AT_ONCE = 20
"""Kills until the workflow runs to its end, is compared, and a line is printed."""


def main(kills: int = 200, seed: int = 0) -> None:
    """Kill, print what was wrong, and fail if anything was."""
    with tempfile.TemporaryDirectory() as folder:
        workflow = KilledWorkflow(Path(folder) / "workflow", seed=seed)
        began = time.monotonic()
        while (left := kills - workflow.kills.total()) > 0:
            workflow.disturb(min(left, AT_ONCE))
            killed = workflow.kills.total()
            took = time.monotonic() - began
            print(f"{killed} kills, {len(workflow.faults)} faults, {took:.0f} s")
            sys.stdout.flush()
    for kind, number in workflow.kills.items():
        print(f"{number} x {kind}")
    print(*workflow.faults, sep="\n")
    print(f"{took / kills:.1f} s per kill")
    met = row(f"faults after {kills} random kills", len(workflow.faults), 0)
    sys.exit(not met)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
