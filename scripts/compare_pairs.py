"""Compare every two rows of an experiment on their common test images."""

import numpy as np

from galaxybench.comparison.significance import compare
from galaxybench.evaluation.rows import read_rows
from galaxybench.files import read_json, write_json, write_text
from galaxybench.images.fits import read_catalog
from galaxybench.jobs import job_log
from galaxybench.records.recorder import recorded

job_log.start(snakemake.log[0])
job = recorded(snakemake)
files, params = snakemake.input, snakemake.params

groups, sizes = {}, {}
for names, test, split in zip(params.splits, files.tests, files.splits, strict=True):
    images = read_json(split)["images"]
    instance = names["dataset"], names["split"]
    sizes[instance] = images["train"], images["test"]
    groups[instance] = np.asarray(read_catalog(test)["split_group"])
columns = ["source_index", "label", "predicted"]
rows = read_rows(params.names, predictions=files.predictions, columns=columns)
table, ranking, overall = compare(rows, groups, sizes)
write_text(snakemake.output.table, table.to_csv(index=False))
write_text(snakemake.output.ranking, ranking.to_csv(index=False))
write_json(snakemake.output.overall, overall)
job.finish()
