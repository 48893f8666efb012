"""Draw accuracy over confidence of every model of one data set and split scheme.

input: predictions (list of CSV), metrics (list of JSON, same order), split (split.json
of one instance); output: png, pdf, csv
params: names (list of {dataset, split, scheme, recipe, model, seed}, same order)
"""

import json
from pathlib import Path

import pandas as pd

from galaxybench.figures import reliability, style
from galaxybench.images.simulated import is_simulated
from galaxybench.jobs import job_log

job_log.start(snakemake.log[0])
files = snakemake.input

provenance = json.loads(Path(files.split).read_text())["provenance"]
scored = (
    [pd.read_csv(path) for path in files.predictions],
    [json.loads(Path(path).read_text()) for path in files.metrics],
    snakemake.params.names,
)
figure = reliability.draw(*scored, simulated=is_simulated(provenance))
style.save(figure, snakemake.output.png, snakemake.output.pdf)
style.save_numbers(reliability.numbers(*scored), snakemake.output.csv)
