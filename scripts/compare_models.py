"""Put the runs of an experiment into one table.

input: metrics, runs (lists of JSON files, same order); output: table (CSV)
params: names (list of {dataset, split, scheme, recipe, model, seed}, same order)
"""

import json
from pathlib import Path

from galaxybench import runlog
from galaxybench.atomic import replacing
from galaxybench.comparison import collect

runlog.start(snakemake.log[0])

table = collect(
    [json.loads(Path(path).read_text()) for path in snakemake.input.metrics],
    [json.loads(Path(path).read_text()) for path in snakemake.input.runs],
    snakemake.params.names,
)
with replacing(snakemake.output.table) as partial:
    table.to_csv(partial, index=False)
