"""One table of all figures: what was measured, against what, and whether it holds."""

import json
import os
from pathlib import Path

VARIABLE = "GALAXYBENCH_BENCH_ROWS"
"""Names the file in which `python -m benchmarks` gathers the rows."""


def row(
    name: str, value: float, goal: float, unit: str = "", most: bool = True
) -> bool:
    """Print one figure, and keep it for the table.

    Args:
        name: what was measured, and the baseline if it is a ratio.
        value: the figure.
        goal: that it is held to.
        unit: of both; nothing for a ratio.
        most: the goal is the most that is allowed; else the least.

    Returns:
        Whether it holds.
    """
    holds = value <= goal if most else value >= goal
    entry = [name, value, "at most" if most else "at least", goal, unit, holds]
    print(line(*entry), flush=True)
    if file := os.environ.get(VARIABLE):
        with Path(file).open("a", encoding="utf-8") as rows:
            rows.write(json.dumps(entry) + "\n")
    return holds


def line(
    name: str, value: float, bound: str, goal: float, unit: str, holds: bool
) -> str:
    """One line of the table."""
    verdict = "ok" if holds else "MISSED"
    return f"{name:<64} {value:>10.4g} {unit:<9} ({bound} {goal:g})  {verdict}"
