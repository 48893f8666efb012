"""Draw accuracy against the number of training images of one data set."""

import pandas as pd

from galaxybench.comparison.data_amount import amounts
from galaxybench.figures import data_amount, style
from galaxybench.files import read_json
from galaxybench.images.simulated import is_simulated
from galaxybench.jobs import job_log
from galaxybench.records.recorder import recorded

job_log.start(snakemake.log[0])
job = recorded(snakemake)
files, names = snakemake.input, snakemake.wildcards

splits = list(zip(snakemake.params.splits, map(read_json, files.splits), strict=True))
table, paired, ranking = map(pd.read_csv, (files.table, files.amounts, files.ranking))
rows = amounts(table, splits, paired, ranking)[names.dataset, names.scheme]
simulated = is_simulated(splits[0][1]["provenance"])
figure = data_amount.draw(rows, simulated=simulated)
style.write(figure, data_amount.numbers(rows), snakemake.output)
job.finish()
