"""Draw accuracy over the number of training images of one data set.

input: table (metrics.csv), splits (split.json, all instances of the schemes)
output: png, pdf, csv
params: splits (list of {dataset, split, scheme}, same order as the input)
wildcards: dataset, scheme (the one with most training images)
"""

import json
from pathlib import Path

import pandas as pd

from galaxybench.comparison.data_amount import amounts
from galaxybench.figures import data_amount, style
from galaxybench.images.simulated import is_simulated
from galaxybench.jobs import job_log

job_log.start(snakemake.log[0])
files, names = snakemake.input, snakemake.wildcards

splits = [
    (split, json.loads(Path(path).read_text()))
    for split, path in zip(snakemake.params.splits, files.splits, strict=True)
]
rows = amounts(pd.read_csv(files.table), splits)[names.dataset, names.scheme]
simulated = is_simulated(splits[0][1]["provenance"])
figure = data_amount.draw(rows, simulated=simulated)
style.save(figure, snakemake.output.png, snakemake.output.pdf)
style.save_numbers(data_amount.numbers(rows), snakemake.output.csv)
