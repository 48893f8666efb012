"""Draw the pairs of classes that are confused most, with images of each.

input: predictions (list of CSV), metrics (list of metrics.json), tests (list of
test.fits, one an instance); output: png, pdf, csv (a row a pair); params: names
(list, same order as predictions), splits (same order as tests)
"""

import json
from pathlib import Path

import pandas as pd

from galaxybench.evaluation import votes
from galaxybench.figures import confused, style
from galaxybench.images.fits import open_cube, read_classes, read_provenance
from galaxybench.images.simulated import is_simulated
from galaxybench.jobs import job_log

job_log.start(snakemake.log[0])
files, params = snakemake.input, snakemake.params
splits = [split["split"] for split in params.splits]

ballots = votes.votes(
    [pd.read_csv(path) for path in files.predictions],
    [json.loads(Path(path).read_text()) for path in files.metrics],
    params.names,
)
classes = read_classes(files.tests[0])
table = votes.confused(ballots)
pairs = table.head(confused.PAIRS).to_dict("records")
figure = confused.draw(
    [
        (pair, votes.examples(ballots, pair["label"], pair["predicted"]))
        for pair in pairs
    ],
    dict(zip(splits, map(open_cube, files.tests), strict=True)),
    classes,
    title=style.data_label(params.names[0]["dataset"], params.names[0]["scheme"]),
    simulated=is_simulated(read_provenance(files.tests[0])),
)
style.save(figure, snakemake.output.png, snakemake.output.pdf)
named = {
    key: table[key].map(dict(enumerate(classes))) for key in ("label", "predicted")
}
style.save_numbers(table.assign(**named), snakemake.output.csv)
