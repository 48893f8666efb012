"""List and draw the test images that every run got wrong."""

from galaxybench.evaluation import votes
from galaxybench.evaluation.rows import read_rows
from galaxybench.figures import all_fail, shown, style
from galaxybench.images import fits
from galaxybench.images.simulated import is_simulated
from galaxybench.jobs import job_log
from galaxybench.records.recorder import recorded

job_log.start(snakemake.log[0])
job = recorded(snakemake)
files, params = snakemake.input, snakemake.params

rows = read_rows(params.names, metrics=files.metrics, predictions=files.predictions)
tests = {
    names["split"]: path for names, path in zip(params.splits, files.tests, strict=True)
}
cubes = {split: shown.open_shown(path) for split, path in tests.items()}
ballots = votes.votes(rows)
table = votes.described(
    votes.all_fail(ballots),
    {split: fits.read_catalog(path) for split, path in tests.items()},
    fits.read_classes(files.tests[0]),
)
figure = all_fail.draw(
    table,
    cubes,
    count=votes.fooled(ballots, len(table)),
    title=style.data_label(*rows[0].place),
    simulated=is_simulated(fits.read_provenance(files.tests[0])),
)
style.write(shown.noted(figure, *cubes.values()), table, snakemake.output)
job.finish()
