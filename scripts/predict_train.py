"""Predict the training images with a model; write a CSV file."""
# ruff: noqa: E402

from pathlib import Path

from galaxybench.jobs.start import start_on_gpu
from galaxybench.machine.backends import limit_threads

start_on_gpu(snakemake)
limit_threads(snakemake.threads)

from galaxybench.evaluation.prediction import predict
from galaxybench.records.recorder import recorded

job = recorded(snakemake)
predict(
    Path(snakemake.input.model),
    [(Path(snakemake.input.train), Path(snakemake.output.predictions))],
    snakemake.threads,
    snakemake.params.views,
)
job.finish()
