"""Print how far the trainings of an experiment are."""

from galaxybench.estimates import progress
from galaxybench.jobs import job_log

job_log.start(snakemake.log[0])

print(progress.table(map(progress.progress, snakemake.params.runs)))
