"""Divide an imported data set into train, valid and test."""

from galaxybench import runlog
from galaxybench.splitting import PARTS, split_dataset

runlog.start(snakemake.log[0])
split_dataset(
    snakemake.input.images,
    snakemake.params.split,
    {part: snakemake.output[part] for part in PARTS},
    snakemake.output.summary,
)
