"""Draw accuracy against cost of the models of one data set and split scheme."""

import pandas as pd

from galaxybench.evaluation.rows import Place
from galaxybench.figures import cost, style
from galaxybench.files import read_json
from galaxybench.images.simulated import is_simulated
from galaxybench.jobs import job_log

job_log.start(snakemake.log[0])
files, names = snakemake.input, snakemake.wildcards

table = Place(names.dataset, names.scheme).here(pd.read_csv(files.table))
simulated = is_simulated(read_json(files.split)["provenance"])
figure = cost.draw(table, simulated=simulated)
style.save(figure, snakemake.output.png, snakemake.output.pdf)
style.save_numbers(cost.numbers(table), snakemake.output.csv)
