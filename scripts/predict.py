"""Predict the test and validation images with a model; write CSV files and speed."""
# ruff: noqa: E402

from pathlib import Path

from galaxybench.jobs.start import start_on_gpu
from galaxybench.machine.backends import limit_threads

start_on_gpu(snakemake)
limit_threads(snakemake.threads)

from galaxybench.evaluation.prediction import predict
from galaxybench.files import write_json
from galaxybench.records.recorder import recorded

job = recorded(snakemake)
files, outputs = snakemake.input, snakemake.output
speed = predict(
    Path(files.model),
    [
        (Path(files.test), Path(outputs.predictions)),
        (Path(files.valid), Path(outputs.valid)),
    ],
    snakemake.threads,
    snakemake.params.views,
)
write_json(outputs.speed, speed)
job.finish()
