"""Draw the most confused pairs of classes, with images of each pair."""

from galaxybench.evaluation import votes
from galaxybench.evaluation.rows import read_rows
from galaxybench.figures import confused, shown, style
from galaxybench.images import fits
from galaxybench.images.simulated import is_simulated
from galaxybench.jobs import job_log
from galaxybench.records.recorder import recorded

job_log.start(snakemake.log[0])
job = recorded(snakemake)
files, params = snakemake.input, snakemake.params

rows = read_rows(params.names, metrics=files.metrics, predictions=files.predictions)
cubes = {
    names["split"]: shown.open_shown(path)
    for names, path in zip(params.splits, files.tests, strict=True)
}
classes = fits.read_classes(files.tests[0])
ballots = votes.votes(rows)
table = votes.confused(ballots)
figure = confused.draw(
    [
        (pair, votes.examples(ballots, pair["label"], pair["predicted"]))
        for pair in table.head(confused.PAIRS).to_dict("records")
    ],
    cubes,
    classes,
    title=style.data_label(*rows[0].place),
    simulated=is_simulated(fits.read_provenance(files.tests[0])),
)
named = {
    key: table[key].map(dict(enumerate(classes))) for key in ("label", "predicted")
}
style.write(
    shown.noted(figure, *cubes.values()), table.assign(**named), snakemake.output
)
job.finish()
