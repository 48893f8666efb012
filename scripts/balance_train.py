"""Bring every class of a training part to the size of the largest."""

from galaxybench import runlog
from galaxybench.balancing import balance

runlog.start(snakemake.log[0])
balance(
    snakemake.input.train,
    snakemake.output.train,
    snakemake.params.augmentation,
    snakemake.params.seed,
)
