"""Draw the accuracy of every run of one data set and split scheme."""

import pandas as pd

from galaxybench.evaluation.rows import Place
from galaxybench.figures import accuracy, style
from galaxybench.images.simulated import split_is_simulated
from galaxybench.jobs import job_log
from galaxybench.records.recorder import recorded

job_log.start(snakemake.log[0])
job = recorded(snakemake)
files, names = snakemake.input, snakemake.wildcards

table = Place(names.dataset, names.scheme).here(pd.read_csv(files.table))
figure = accuracy.draw(table, simulated=split_is_simulated(files.split))
style.write(figure, accuracy.numbers(table), snakemake.output)
job.finish()
