"""Put the test predictions of several runs together, and score them.

input: predictions, histories (lists of CSV), runs, speeds (lists of JSON; same order),
split (split.json: class names); params: entry (names of the ensemble), members (list of
names, same order), method, best; output: predictions (CSV), run, metrics (JSON)
"""

import json
from pathlib import Path

import pandas as pd

from galaxybench.evaluation.ensembles import Member, ensemble, score_ensemble
from galaxybench.files import replacing, write_json
from galaxybench.jobs import job_log

job_log.start(snakemake.log[0])
files, params = snakemake.input, snakemake.params

members = [
    Member(
        names,
        pd.read_csv(predictions),
        pd.read_csv(history),
        json.loads(Path(run).read_text()) | json.loads(Path(speed).read_text()),
    )
    for names, predictions, history, run, speed in zip(
        params.members,
        files.predictions,
        files.histories,
        files.runs,
        files.speeds,
        strict=True,
    )
]
table, made_of = ensemble(members, params.method, params.best)
classes = json.loads(Path(files.split).read_text())["classes"]

with replacing(snakemake.output.predictions) as partial:
    table.to_csv(partial, index=False, float_format="%.9g")
write_json(snakemake.output.run, {**params.entry, **made_of})
write_json(snakemake.output.metrics, score_ensemble(table, params.method, classes))
