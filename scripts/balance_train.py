"""Add augmented copies to a training split until all classes are equally large."""

from galaxybench.jobs import job_log
from galaxybench.preparation.balancing import balance

job_log.start(snakemake.log[0])
balance(
    snakemake.input.train,
    snakemake.output.train,
    snakemake.params.augmentation,
    snakemake.params.seed,
)
