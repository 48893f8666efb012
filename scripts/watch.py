"""Print how far the trainings of an experiment are: states and histories in."""

from galaxybench import progress, runlog

runlog.start(snakemake.log[0])

print(progress.table(map(progress.progress, snakemake.params.runs)))
