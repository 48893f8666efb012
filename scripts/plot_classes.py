"""Draw F1 of every class and model of one data set and split scheme.

input: metrics (list of JSON), split (split.json of one instance); output: png, pdf, csv
params: names (list of {dataset, split, scheme, recipe, model, seed}, same order)
"""

import json
from pathlib import Path

from galaxybench.figures import classes, style
from galaxybench.images.simulated import is_simulated
from galaxybench.jobs import job_log

job_log.start(snakemake.log[0])
files, names = snakemake.input, snakemake.params.names

provenance = json.loads(Path(files.split).read_text())["provenance"]
metrics = [json.loads(Path(path).read_text()) for path in files.metrics]
figure = classes.draw(metrics, names, simulated=is_simulated(provenance))
style.save(figure, snakemake.output.png, snakemake.output.pdf)
style.save_numbers(classes.numbers(metrics, names), snakemake.output.csv)
