"""Combine the test predictions of several rows, and score them."""

import numpy as np

from galaxybench.evaluation.ensembles import ensemble, score_ensemble
from galaxybench.evaluation.rows import read_rows
from galaxybench.files import read_json, write_json, write_text
from galaxybench.images.fits import read_catalog
from galaxybench.jobs import job_log
from galaxybench.records.recorder import recorded

job_log.start(snakemake.log[0])
job = recorded(snakemake)
files, params = snakemake.input, snakemake.params

runs = read_rows(
    params.members,
    descriptions=files.runs,
    speeds=files.speeds,
    predictions=files.predictions,
    histories=files.histories,
)
classes = read_json(files.split)["classes"]
table, made_of = ensemble(runs, params.method, params.best, len(classes))
groups = np.asarray(read_catalog(files.test)["split_group"])

write_text(snakemake.output.predictions, table.to_csv(index=False, float_format="%.9g"))
write_json(snakemake.output.run, {**params.entry, **made_of})
scores = score_ensemble(table, params.method, classes, groups)
write_json(snakemake.output.metrics, scores)
job.finish()
