"""Keep how an experiment was made and what it answered, for later comparisons.

input: predictions (list of CSV), runs (list of run.json), tests (test.fits) and splits
(split.json) of all instances; params: names (of the predictions), views (of the runs,
by test-time augmentation), splits (list of {dataset, split, scheme}, in the order of
the inputs); output: record (JSON), answers (CSV)
"""

import json
from pathlib import Path

import numpy as np
import pandas as pd

from galaxybench.comparison.record import answers, record
from galaxybench.files import replacing, write_json
from galaxybench.images.fits import read_catalog
from galaxybench.jobs import job_log

job_log.start(snakemake.log[0])
files, params = snakemake.input, snakemake.params

runs, splits = (
    [json.loads(Path(path).read_text()) for path in paths]
    for paths in (files.runs, files.splits)
)
for run, views in zip(runs, params.views, strict=True):
    run["recipe"]["test_time_augmentation"] = views
tests = {}
for names, path in zip(params.splits, files.tests, strict=True):
    catalog = read_catalog(path)
    content, group = (np.asarray(catalog[key]) for key in ("content", "split_group"))
    tests[names["dataset"], names["split"]] = content.astype(str), group
rows = [
    (names, pd.read_csv(path, usecols=["label", "predicted"]))
    for names, path in zip(params.names, files.predictions, strict=True)
]
with replacing(snakemake.output.answers) as partial:
    answers(rows, tests).to_csv(partial, index=False)
write_json(
    snakemake.output.record,
    record(runs, list(zip(params.splits, splits, strict=True))),
)
