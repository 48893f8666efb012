"""List and draw the test images that every run got wrong."""

from galaxybench.evaluation import votes
from galaxybench.evaluation.rows import read_rows
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

rows = read_rows(params.names, metrics=files.metrics, predictions=files.predictions)
tests = {
    names["split"]: path for names, path in zip(params.splits, files.tests, strict=True)
}
ballots = votes.votes(rows)
table = votes.described(
    votes.all_fail(ballots),
    {split: read_catalog(path) for split, path in tests.items()},
    read_classes(files.tests[0]),
)
figure = all_fail.draw(
    table,
    {split: open_cube(path) for split, path in tests.items()},
    count=votes.fooled(ballots, len(table)),
    title=style.data_label(*rows[0].place),
    simulated=is_simulated(read_provenance(files.tests[0])),
)
style.save(figure, output.png, output.pdf)
style.save_numbers(table, output.csv)
