"""Divide an imported data set into train, valid and test."""

from galaxybench.jobs import job_log
from galaxybench.preparation.splitting import PARTS, split_dataset
from galaxybench.records.recorder import recorded

job_log.start(snakemake.log[0])
job = recorded(snakemake)
split_dataset(
    snakemake.input.images,
    snakemake.params.split,
    {part: snakemake.output[part] for part in PARTS},
    snakemake.output.summary,
)
job.finish()
