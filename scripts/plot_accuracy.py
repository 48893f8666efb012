"""Draw the accuracy of every run of one data set and split scheme.

input: table (metrics.csv of the experiment), split (split.json of one instance)
output: png, pdf, csv; wildcards: dataset, scheme
"""

import json
from pathlib import Path

import pandas as pd

from galaxybench.figures import accuracy, style
from galaxybench.images.simulated import is_simulated
from galaxybench.jobs import job_log

job_log.start(snakemake.log[0])
files, names = snakemake.input, snakemake.wildcards

table = pd.read_csv(files.table)
here = (table["dataset"] == names.dataset) & (table["scheme"] == names.scheme)
provenance = json.loads(Path(files.split).read_text())["provenance"]
figure = accuracy.draw(table[here], simulated=is_simulated(provenance))
style.save(figure, snakemake.output.png, snakemake.output.pdf)
style.save_numbers(accuracy.numbers(table[here]), snakemake.output.csv)
