"""Draw accuracy against cost of the models of one data set and split scheme."""

import pandas as pd

from galaxybench.evaluation.rows import Place
from galaxybench.figures import cost, style
from galaxybench.images.simulated import split_is_simulated
from galaxybench.jobs import job_log
from galaxybench.records.recorder import recorded

job_log.start(snakemake.log[0])
job = recorded(snakemake)
files, names = snakemake.input, snakemake.wildcards

table = Place(names.dataset, names.scheme).here(pd.read_csv(files.table))
ranking = pd.read_csv(files.ranking)
figure = cost.draw(table, ranking, simulated=split_is_simulated(files.split))
style.write(figure, cost.numbers(table, ranking), snakemake.output)
job.finish()
