"""Compute the Grad-CAM maps of a model's errors, from its predictions, as NPZ."""
# ruff: noqa: E402

from pathlib import Path

from galaxybench.jobs.start import start_on_gpu
from galaxybench.machine.backends import limit_threads

start_on_gpu(snakemake)
limit_threads(snakemake.threads)

from galaxybench.evaluation.gradcam import explain
from galaxybench.records.recorder import recorded

job = recorded(snakemake)
files = snakemake.input
explain(
    Path(files.model),
    Path(files.test),
    Path(files.predictions),
    Path(snakemake.output.maps),
)
job.finish()
