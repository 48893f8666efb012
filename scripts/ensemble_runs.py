"""Combine the test predictions of several rows, and score them."""

import numpy as np

from galaxybench.evaluation.ensembles import ensemble, score_ensemble
from galaxybench.evaluation.rows import read_rows
from galaxybench.evaluation.scored_images import identity
from galaxybench.files import read_json, write_json, write_text
from galaxybench.images.fits import read_catalog, read_provenance
from galaxybench.images.vote_columns import shares_of
from galaxybench.jobs import job_log
from galaxybench.records import ledger
from galaxybench.records.recorder import recorded

job_log.start(snakemake.log[0])
job = recorded(snakemake)
files, params, output = snakemake.input, snakemake.params, snakemake.output

runs = read_rows(
    params.members,
    descriptions=files.runs,
    speeds=files.speeds,
    predictions=files.predictions,
    histories=files.histories,
)
classes, catalog = read_json(files.split)["classes"], read_catalog(files.test)
table, made_of = ensemble(runs, params.method, params.best, len(classes))
groups = np.asarray(catalog["split_group"])
votes = shares_of(catalog, read_provenance(files.test))

write_text(output.predictions, table.to_csv(index=False, float_format="%.9g"))
write_json(output.run, {**params.entry, **made_of})
scores = score_ensemble(table, params.method, classes, groups, votes)
scores |= identity(catalog, table["label"], output.predictions)
experiment = snakemake.wildcards.experiment
ledger.append(
    params.ledger, ledger.scoring(params.entry, scores, experiment=experiment)
)
write_json(output.metrics, scores)
job.finish()
