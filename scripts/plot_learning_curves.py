"""Draw the learning curves of all runs of one data set and split scheme.

input: histories (CSV), runs (JSON) (lists, same order), split (split.json of one
instance); params: names (list of {dataset, ..., seed}, same order)
output: png, pdf, csv
"""

import json
from pathlib import Path

import pandas as pd

from galaxybench.figures import learning_curves, style
from galaxybench.images.simulated import is_simulated
from galaxybench.jobs import job_log

job_log.start(snakemake.log[0])
files = snakemake.input

provenance = json.loads(Path(files.split).read_text())["provenance"]
trained = (
    [pd.read_csv(path) for path in files.histories],
    [json.loads(Path(path).read_text()) for path in files.runs],
    snakemake.params.names,
)
figure = learning_curves.draw(*trained, simulated=is_simulated(provenance))
style.save(figure, snakemake.output.png, snakemake.output.pdf)
style.save_numbers(learning_curves.numbers(*trained), snakemake.output.csv)
