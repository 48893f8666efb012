"""Draw accuracy against confidence of every model of one data set and split scheme."""

from galaxybench.evaluation.rows import read_rows
from galaxybench.figures import reliability, style
from galaxybench.images.simulated import split_is_simulated
from galaxybench.jobs import job_log
from galaxybench.records.recorder import recorded

job_log.start(snakemake.log[0])
job = recorded(snakemake)
files, names = snakemake.input, snakemake.params.names

rows = read_rows(names, metrics=files.metrics, predictions=files.predictions)
figure = reliability.draw(rows, simulated=split_is_simulated(files.split))
style.write(figure, reliability.numbers(rows), snakemake.output)
job.finish()
