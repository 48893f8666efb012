"""Score one run on its test images."""

import numpy as np
import pandas as pd

from galaxybench.evaluation.metrics import score
from galaxybench.evaluation.scored_images import identity
from galaxybench.files import read_json, write_json
from galaxybench.images.fits import read_catalog, read_provenance
from galaxybench.images.vote_columns import shares_of
from galaxybench.jobs import job_log
from galaxybench.records import ledger
from galaxybench.records.recorder import recorded

job_log.start(snakemake.log[0])
job = recorded(snakemake)
files, params = snakemake.input, snakemake.params

catalog = read_catalog(files.test)
table = pd.read_csv(files.predictions)
scores = score(
    table,
    pd.read_csv(files.history),
    read_json(files.run),
    read_json(files.split)["classes"],
    groups=np.asarray(catalog["split_group"]),
    valid=pd.read_csv(files.valid),
    votes=shares_of(catalog, read_provenance(files.test)),
) | identity(catalog, table["label"], files.predictions)
weights = ledger.weights_of(files.predictions)
ledger.append(params.ledger, ledger.scoring(snakemake.wildcards, scores, weights))
write_json(snakemake.output.metrics, scores)
job.finish()
