"""List and draw the test images that every run got wrong.

input: predictions (list of CSV), metrics (list of metrics.json), tests (list of
test.fits, one an instance); output: png, pdf, csv (a row an image); params: names
(list, same order as predictions), splits (same order as tests)
"""

import json
from pathlib import Path

import pandas as pd

from galaxybench.evaluation import votes
from galaxybench.figures import all_fail, style
from galaxybench.images.fits import (
    open_cube,
    read_catalog,
    read_classes,
    read_provenance,
)
from galaxybench.images.simulated import is_simulated
from galaxybench.jobs import job_log

job_log.start(snakemake.log[0])
files, params, output = snakemake.input, snakemake.params, snakemake.output
splits = [split["split"] for split in params.splits]

ballots = votes.votes(
    [pd.read_csv(path) for path in files.predictions],
    [json.loads(Path(path).read_text()) for path in files.metrics],
    params.names,
)
table = votes.described(
    votes.all_fail(ballots),
    dict(zip(splits, map(read_catalog, files.tests), strict=True)),
    read_classes(files.tests[0]),
)
figure = all_fail.draw(
    table,
    dict(zip(splits, map(open_cube, files.tests), strict=True)),
    count=votes.fooled(ballots, len(table)),
    title=style.data_label(params.names[0]["dataset"], params.names[0]["scheme"]),
    simulated=is_simulated(read_provenance(files.tests[0])),
)
style.save(figure, output.png, output.pdf)
style.save_numbers(table, output.csv)
