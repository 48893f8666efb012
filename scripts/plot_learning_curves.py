"""Draw the learning curves of all runs of one data set and split scheme."""

from galaxybench.evaluation.rows import read_rows
from galaxybench.figures import learning_curves, style
from galaxybench.images.simulated import split_is_simulated
from galaxybench.jobs import job_log
from galaxybench.records.recorder import recorded

job_log.start(snakemake.log[0])
job = recorded(snakemake)
files, names = snakemake.input, snakemake.params.names

rows = read_rows(names, descriptions=files.runs, histories=files.histories)
figure = learning_curves.draw(rows, simulated=split_is_simulated(files.split))
style.write(figure, learning_curves.numbers(rows), snakemake.output)
job.finish()
