"""Compare every two rows of an experiment on their common test images."""

import numpy as np

from galaxybench.comparison.paired_amounts import paired_amounts
from galaxybench.comparison.significance import compare, gather
from galaxybench.evaluation.rows import Place, read_rows
from galaxybench.files import read_json, write_text
from galaxybench.images.fits import read_catalog
from galaxybench.jobs import job_log
from galaxybench.records.recorder import recorded

job_log.start(snakemake.log[0])
job = recorded(snakemake)
files, params = snakemake.input, snakemake.params

groups, sizes, options = {}, {}, {}
for names, test, split in zip(params.splits, files.tests, files.splits, strict=True):
    described = read_json(split)
    images, instance = described["images"], (names["dataset"], names["split"])
    sizes[instance] = images["train"], images["test"]
    options.setdefault(Place(names["dataset"], names["scheme"]), described["options"])
    groups[instance] = np.asarray(read_catalog(test)["split_group"])
columns = ["source_index", "label", "predicted"]
rows = read_rows(
    params.names,
    metrics=files.metrics,
    predictions=files.predictions,
    columns=columns,
)
answers = gather(rows)
table, ranking = compare(answers, groups, sizes, params.margin)
amounts = paired_amounts(answers, groups, sizes, options, params.margin)
write_text(snakemake.output.table, table.to_csv(index=False))
write_text(snakemake.output.ranking, ranking.to_csv(index=False))
write_text(snakemake.output.amounts, amounts.to_csv(index=False))
job.finish()
