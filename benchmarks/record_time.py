"""Cost of the records: checking what a training reads, and verifying ten runs.

Ten runs of the demo's smallest net on the demo's images. Goals: the check of a
training's inputs and source files, and its record, take at most 2 % of the training;
`verify_<experiment>` takes at most 60 s.
"""

import os
import sys
import tempfile
import time
from pathlib import Path
from statistics import mean
from types import SimpleNamespace

from benchmarks.common.table import row
from galaxybench.files import read_json
from galaxybench.models import dense  # noqa: F401 (and Keras: a training loads it anyway)
from galaxybench.records.record import Record, digest, read
from galaxybench.records.recorder import recorded
from sandbox.workflow_copy import copy_workflow

EXPERIMENT, SEEDS = "ten", 10
CONFIG = f"""
experiments:
  {EXPERIMENT}: {{datasets: [simulated], splits: [holdout], recipes: [quick],
                models: [dense], seeds: {list(range(SEEDS))}}}
"""
SHARE, SECONDS = 0.02, 60


class Named(dict):
    """Named files or params, as a job has them."""


def job_of(record: Record, folder: Path, sources: Path) -> SimpleNamespace:
    """The job that left a record."""
    return SimpleNamespace(
        rule=record["rule"],
        wildcards=Named(record["wildcards"]),
        input=Named(code=[str(sources / name) for name in record["code"]])
        | {str(i): name for i, name in enumerate(record["inputs"])},
        output=Named({name: str(folder / name) for name in record["outputs"]}),
        params=Named(record["params"] | {"code": digest(record["code"])}),
    )


def main() -> None:
    """Measure, print, and fail if a goal is missed."""
    with tempfile.TemporaryDirectory() as folder:
        workflow = copy_workflow(Path(folder) / "copy", CONFIG)
        workflow.snakemake("--cores", "all", EXPERIMENT)
        os.chdir(workflow.folder)
        runs = sorted(Path("results/runs").glob("*/*/*/*/seed-*"))
        checks = []
        for run in runs:
            record = read(run / ".provenance" / "model.keras.json")
            job = job_of(record, run, Path(__file__).resolve().parents[1])
            start = time.perf_counter()
            recorded(job).finish()
            checks.append(time.perf_counter() - start)
        training = mean(read_json(run / "run.json")["wall_seconds"] for run in runs)
        start = time.perf_counter()
        workflow.snakemake("--cores", "2", f"verify_{EXPERIMENT}")
        verifying = time.perf_counter() - start
    print(f"{1000 * mean(checks):.0f} ms per training of {training:.1f} s")
    share = row("check and record of a training", mean(checks) / training, SHARE, "")
    ten = row("verify_<experiment> of ten runs", verifying, SECONDS, "s")
    sys.exit(not (share and ten))


if __name__ == "__main__":
    main()
