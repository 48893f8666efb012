"""Check predictions made elsewhere against the test images, and score them."""

from pathlib import Path

import numpy as np

from galaxybench.download.checksums import checksum
from galaxybench.evaluation.external_predictions import read_predictions
from galaxybench.evaluation.metrics import score
from galaxybench.evaluation.scored_images import identity
from galaxybench.files import read_json, write_json, write_text
from galaxybench.images.fits import read_catalog, read_labels
from galaxybench.images.vote_columns import shares_of
from galaxybench.jobs import job_log
from galaxybench.records import ledger
from galaxybench.records.recorder import recorded

job_log.start(snakemake.log[0])
job = recorded(snakemake)
files, params, output = snakemake.input, snakemake.params, snakemake.output

split, catalog = read_json(files.split), read_catalog(files.test)
classes, known = split["classes"], split.get("provenance", {})
file, source_index = Path(params.file).expanduser(), np.asarray(catalog["source_index"])
true = None
if known.get("source") == "predictions":
    true = known["labels"]
    source_index = source_index if "places" in known else None
job.check_planned(file, params.get("content"))
table = read_predictions(file, read_labels(files.test), source_index, classes, true)
write_text(output.predictions, table.to_csv(index=False, float_format="%.9g"))
content = checksum(file, "sha256")
write_json(
    output.run,
    {
        **params.entry,
        "file": params.file,
        "sha256": content,
        "probabilities": "p0" in table,
    },
)
groups, votes = np.asarray(catalog["split_group"]), shares_of(catalog, known)
scores = score(table, None, {}, classes, groups, votes=votes)
scores |= identity(catalog, table["label"], output.predictions)
experiment = snakemake.wildcards.experiment
ledger.append(params.ledger, ledger.scoring(params.entry, scores, content, experiment))
write_json(output.metrics, scores)
job.finish()
