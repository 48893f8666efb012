"""Draw the accuracy of every model on slices of the test images."""

from pathlib import Path

from galaxybench.comparison.slices import load
from galaxybench.evaluation.rows import Place
from galaxybench.figures import slices, style
from galaxybench.images.simulated import split_is_simulated
from galaxybench.jobs import job_log
from galaxybench.records.recorder import recorded

job_log.start(snakemake.log[0])
job = recorded(snakemake)
files, names = snakemake.input, snakemake.wildcards

table = Place(names.dataset, names.scheme).here(load(Path(files.table)))
figure = slices.draw(table, simulated=split_is_simulated(files.split))
style.write(figure, slices.numbers(table), snakemake.output)
job.finish()
