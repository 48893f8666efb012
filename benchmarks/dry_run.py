"""Time to plan: `snakemake -n` on 200 runs, and a second run with nothing to do.

Goal: at most 10 s each, without importing Keras or matplotlib, nor pandas while nothing
is on record and no plugin imports it. And 1,000 runs: at most five times as long, so
that planning grows no faster than the number of runs.
"""

import re
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.common.table import row
from sandbox.workflow_copy import Workflow, copy_workflow

GOAL = 10  # seconds
EXPERIMENT, FIVEFOLD = "many", "five_times_as_many"
CONFIG = f"""
recipes:
{"".join(f"  recipe{i}: {{epochs: {i + 1}}}{chr(10)}" for i in range(4))}
experiments:
  {EXPERIMENT}:
    datasets: [simulated]
    splits: [holdout]
    recipes: [recipe0, recipe1, recipe2, recipe3]
    models: [dense, lenet5, alexnet, galaxy10_cnn, mobilenet_v3_small]
    seeds: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
  {FIVEFOLD}:
    datasets: [simulated]
    splits: [holdout]
    recipes: [recipe0, recipe1, recipe2, recipe3]
    models: [dense, lenet5, alexnet, galaxy10_cnn, mobilenet_v3_small]
    seeds: {list(range(50))}
"""


def timed(workflow: Workflow, *arguments: str) -> tuple[float, str]:
    """Seconds that a `snakemake` command takes, and its output."""
    start = time.perf_counter()
    text = workflow.snakemake(*arguments).stdout
    return time.perf_counter() - start, text


def pretend_done(workflow: Workflow) -> None:
    """Give every output a file and Snakemake's record, as if all had been run."""
    plan = workflow.snakemake("-n", "--detailed-summary", EXPERIMENT).stdout
    for name in re.findall(r"^((?:data|results)/\S+)", plan, flags=re.M):
        path = workflow.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    workflow.snakemake("--cores", "1", "--touch", EXPERIMENT)


def main() -> None:
    """Measure, print, and fail if a goal is missed."""
    with tempfile.TemporaryDirectory() as folder:
        workflow = copy_workflow(Path(folder) / "copy", CONFIG)
        planning, text = timed(workflow, "-n", EXPERIMENT)
        jobs = re.search(r"^total +(\d+)$", text, flags=re.M)[1]
        held = [row(f"dry run of 200 runs ({jobs} jobs)", planning, GOAL, "s")]
        larger, text = timed(workflow, "-n", FIVEFOLD)
        jobs = re.search(r"^total +(\d+)$", text, flags=re.M)[1]
        print(f"dry run of 1,000 runs ({jobs} jobs): {larger:.1f} s")
        held.append(row("dry run of 1,000 runs / of 200", larger / planning, 5))
        heavy = workflow.heavy_imports(EXPERIMENT)
        print(f"heavy packages imported: {', '.join(sorted(heavy)) or 'none'}")
        pretend_done(workflow)
        again, text = timed(workflow, "--cores", "1", EXPERIMENT)
        done = "Nothing to be done" in text
        held.append(row("the same with nothing to do", again, GOAL, "s"))
        if not done:
            print("but it did something")
        # Snakemake itself imports pandas, if installed, to compare params with
        # those on record.
        later = workflow.heavy_imports(EXPERIMENT)
        print(f"heavy packages imported: {', '.join(sorted(later)) or 'none'}")
        sys.exit(bool(heavy or later - {"pandas"}) or not done or not all(held))


if __name__ == "__main__":
    main()
