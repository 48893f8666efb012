"""Draw accuracy against cost of the models of one data set and split scheme.

input: table (metrics.csv of the experiment), split (split.json of one instance)
output: png, pdf, csv; wildcards: dataset, scheme
"""

import json
from pathlib import Path

import pandas as pd

from galaxybench.figures import cost, style
from galaxybench.images.simulated import is_simulated
from galaxybench.jobs import job_log

job_log.start(snakemake.log[0])
files, names = snakemake.input, snakemake.wildcards

table = pd.read_csv(files.table)
here = (table["dataset"] == names.dataset) & (table["scheme"] == names.scheme)
provenance = json.loads(Path(files.split).read_text())["provenance"]
figure = cost.draw(table[here], simulated=is_simulated(provenance))
style.save(figure, snakemake.output.png, snakemake.output.pdf)
style.save_numbers(cost.numbers(table[here]), snakemake.output.csv)
