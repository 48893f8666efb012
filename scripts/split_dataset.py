"""Divide an imported data set into train, valid and test."""

from pathlib import Path

from galaxybench.jobs import job_log
from galaxybench.preparation.splitting import PARTS, split_dataset
from galaxybench.records.recorder import recorded

job_log.start(snakemake.log[0])
job = recorded(snakemake)
files, split = snakemake.input, snakemake.params.split
published = [Path(file) for file in files.get("published") or []]
for file in published:
    job.check_planned(file, split["content"])
split_dataset(
    files.images,
    split,
    {part: snakemake.output[part] for part in PARTS},
    snakemake.output.summary,
    *published,
)
job.finish()
