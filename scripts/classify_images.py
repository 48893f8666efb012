"""Predict the classes of new images."""
# ruff: noqa: E402

from pathlib import Path

from galaxybench.jobs.start import start
from galaxybench.machine.backends import limit_threads

start(snakemake)
limit_threads(snakemake.threads)

from galaxybench.evaluation.new_images import classify
from galaxybench.files import write_json
from galaxybench.records.recorder import recorded

job = recorded(snakemake)
asked, output = snakemake.params.asked, snakemake.output
description = classify(
    Path(asked["model"]),
    Path(asked["images"]),
    Path(output.predictions),
    Path(output.refused),
    snakemake.threads,
    asked["views"],
)
write_json(output.description, description)
job.finish()
