"""Put the figures that studies reported beside the runs that repeat them.

input: table (metrics.csv), splits (split.json, all instances); output: table (CSV)
params: references (list of rows of config/references.csv, of the experiment), splits
(list of {dataset, split, scheme}, same order as the input)
"""

import json
from pathlib import Path

import pandas as pd

from galaxybench.comparison.reproduction import compare
from galaxybench.files import replacing
from galaxybench.jobs import job_log

job_log.start(snakemake.log[0])

files, params = snakemake.input, snakemake.params

splits = [
    (names, json.loads(Path(path).read_text()))
    for names, path in zip(params.splits, files.splits, strict=True)
]
compared = compare(params.references, pd.read_csv(files.table), splits)
with replacing(snakemake.output.table) as partial:
    compared.to_csv(partial, index=False)
