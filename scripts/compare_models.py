"""Put the runs of an experiment into one table.

input: metrics, runs (lists of JSON files, same order), speeds (list of JSON files, of
the first ones, which are trainings), train (list of JSON files); params: names (list of
{dataset, split, scheme, recipe, model, seed}, same order as metrics), train (the same,
in the order of the input train); output: table (CSV)
"""

import json
from pathlib import Path

from galaxybench.comparison.summary import collect
from galaxybench.files import replacing
from galaxybench.jobs import job_log

job_log.start(snakemake.log[0])

table = collect(
    [json.loads(Path(path).read_text()) for path in snakemake.input.metrics],
    [json.loads(Path(path).read_text()) for path in snakemake.input.runs],
    snakemake.params.names,
    [
        (names, json.loads(Path(path).read_text()))
        for names, path in zip(
            snakemake.params.train, snakemake.input.train, strict=True
        )
    ],
    [json.loads(Path(path).read_text()) for path in snakemake.input.speeds],
)
with replacing(snakemake.output.table) as partial:
    table.to_csv(partial, index=False)
