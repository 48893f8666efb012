"""Sixty trainings on four GPUs of a real SLURM, against the ideal schedule.

The trainings sleep; their durations are spread as those of nets of all sizes, scaled
down. The cluster is that of sandbox/slurm_cluster.py, the profile profiles/slurm. The
ideal is the sum of the jobs' times over four, or the longest job if that is more, by
SLURM's own record and with the start-up inside the job. Goal: at most 1.15 of it, from
the first start to the last end. Needs root and `make venv SLURM=1`, and takes a quarter
of an hour.
"""

import subprocess
import sys
import tempfile
from datetime import datetime
from pathlib import Path

import numpy as np

from benchmarks import ROOT
from benchmarks.common.table import row
from sandbox.slurm_cluster import Cluster, missing

GPUS = 4
SNAKEFILE = """
SECONDS = {seconds}


rule all:
    input:
        expand("made/{{number}}", number=range(len(SECONDS))),


rule train_model:
    output:
        "made/{{number}}",
    priority: lambda wildcards: SECONDS[int(wildcards.number)]
    resources:
        gpu=1,
        mem_mb=500,
        runtime=30,
    params:
        seconds=lambda wildcards: SECONDS[int(wildcards.number)],
    shell:
        "sleep {{params.seconds}}; touch {{output}}"
"""


def durations(jobs: int, mean: float) -> list[int]:
    """Draw times in seconds: most trainings are short, some take ten times as long."""
    drawn = np.random.default_rng(0).lognormal(0, 0.8, jobs)
    return np.ceil(mean * drawn / drawn.mean()).astype(int).tolist()


def run(folder: Path, seconds: list[int]) -> list[tuple[datetime, datetime]]:
    """Submit the jobs and return the start and the end of each."""
    folder.chmod(0o755)  # munge wants all folders above its own open to all
    cluster = Cluster(folder / "cluster")
    cluster.folder.mkdir()
    (folder / "Snakefile").write_text(SNAKEFILE.format(seconds=seconds))
    profile = ROOT / "profiles/slurm"
    command = [sys.executable, "-m", "snakemake", "--workflow-profile", str(profile)]
    command += ["--slurm-partition-config", str(profile / "partitions.yaml")]
    command += ["--latency-wait", "10"]  # one machine, one file system
    try:
        cluster.start()
        subprocess.run(command, cwd=folder, check=True)
        jobs = cluster.jobs("train_model")
    finally:
        cluster.stop()
    return [
        (
            datetime.fromisoformat(job["StartTime"]),
            datetime.fromisoformat(job["EndTime"]),
        )
        for job in jobs
    ]


def main(jobs: int = 60, mean: float = 50.0) -> None:
    """Measure, print, and fail if the goal is missed."""
    if reason := missing():
        print(f"not measured: {reason}")
        return
    seconds = durations(jobs, mean)
    with tempfile.TemporaryDirectory() as path:
        times = run(Path(path), seconds)
    starts, ends = zip(*times, strict=True)
    took = [(end - start).total_seconds() for start, end in times]
    ideal = max(sum(took) / GPUS, max(took))
    whole = (max(ends) - min(starts)).total_seconds()
    print(f"{jobs} jobs of {sum(took):.0f} s in all, {sum(seconds)} s of it asleep")
    sys.exit(not row(f"{jobs} trainings on {GPUS} GPUs / ideal", whole / ideal, 1.15))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
