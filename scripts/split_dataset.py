"""Divide an imported data set into train, valid and test."""

from galaxybench import runlog
from galaxybench.splitting import split_dataset

runlog.start(snakemake.log[0])  # noqa: F821
