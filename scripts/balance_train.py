"""Add augmented copies to a training split until all classes are equally large."""

from galaxybench.jobs import job_log
from galaxybench.preparation.balancing import balance
from galaxybench.records.recorder import recorded

job_log.start(snakemake.log[0])
job = recorded(snakemake)
balance(
    snakemake.input.train,
    snakemake.output.train,
    snakemake.params.augmentation,
    snakemake.params.seed,
)
job.finish()
