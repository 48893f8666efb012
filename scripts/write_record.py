"""Record how an experiment was made and what it predicted, for later comparisons."""

import numpy as np

from galaxybench.comparison.record import answers, contents
from galaxybench.evaluation.rows import read_rows, with_test_time_augmentation
from galaxybench.files import read_json, write_json, write_text
from galaxybench.images.fits import read_catalog, read_labels
from galaxybench.jobs import job_log
from galaxybench.records.recorder import recorded

job_log.start(snakemake.log[0])
job = recorded(snakemake)
files, params = snakemake.input, snakemake.params

runs = with_test_time_augmentation(
    read_rows(params.names[: len(files.runs)], descriptions=files.runs), params.views
)
splits = [
    {"names": names, "split": read_json(path)}
    for names, path in zip(params.splits, files.splits, strict=True)
]
tests = {}
for names, path in zip(params.splits, files.tests, strict=True):
    catalog = read_catalog(path)
    content, group = contents(catalog, read_labels(path)), catalog["split_group"]
    tests[names["dataset"], names["split"]] = content, np.asarray(group)
columns = ["label", "predicted"]
rows = read_rows(params.names, predictions=files.predictions, columns=columns)
write_text(snakemake.output.answers, answers(rows, tests).to_csv(index=False))
write_json(
    snakemake.output.record,
    {
        "runs": [run.description for run in runs],
        "splits": splits,
        "margin": params.margin,
    },
)
job.finish()
