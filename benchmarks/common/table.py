"""One table of all results: what was measured, its goal, and whether it was met."""

import json
import os
from pathlib import Path

VARIABLE = "GALAXYBENCH_BENCH_ROWS"
"""Names the file in which `python -m benchmarks` gathers the rows."""


def row(
    name: str, value: float, goal: float, unit: str = "", most: bool = True
) -> bool:
    """Print one result and keep it for the table.

    Args:
        name: what was measured, with the baseline if it is a ratio.
        value: the result.
        goal: its bound.
        unit: of both; empty for a ratio.
        most: whether the goal is an upper bound; else a lower one.

    Returns:
        Whether the goal is met.
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
