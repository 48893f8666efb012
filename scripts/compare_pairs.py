"""Compare every two rows of an experiment on their common test images.

input: predictions (list of CSV), tests (test.fits) and splits (split.json) of all
instances; params: names (of the predictions), splits (list of {dataset, split, scheme},
in the order of the inputs); output: table (CSV, a row a pair), overall (JSON)
"""

import json
from pathlib import Path

import numpy as np
import pandas as pd

from galaxybench.comparison.significance import compare
from galaxybench.files import replacing, write_json
from galaxybench.images.fits import read_catalog
from galaxybench.jobs import job_log

job_log.start(snakemake.log[0])
COLUMNS = ["source_index", "label", "predicted"]

groups, sizes = {}, {}
for names, test, split in zip(
    snakemake.params.splits, snakemake.input.tests, snakemake.input.splits, strict=True
):
    images = json.loads(Path(split).read_text())["images"]
    catalog = read_catalog(test)
    place = names["dataset"], names["split"]
    sizes[place] = images["train"], images["test"]
    groups[place] = np.asarray(catalog["split_group"])
rows = [
    (names, pd.read_csv(path, usecols=COLUMNS))
    for names, path in zip(
        snakemake.params.names, snakemake.input.predictions, strict=True
    )
]
table, overall = compare(rows, groups, sizes)
with replacing(snakemake.output.table) as partial:
    table.to_csv(partial, index=False)
write_json(snakemake.output.overall, overall)
