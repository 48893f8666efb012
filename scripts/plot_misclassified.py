"""Draw the most confident errors of every model."""

from galaxybench.evaluation.rows import read_rows
from galaxybench.figures import misclassified, shown, style
from galaxybench.images import fits
from galaxybench.images.simulated import is_simulated
from galaxybench.jobs import job_log
from galaxybench.records.recorder import recorded

job_log.start(snakemake.log[0])
job = recorded(snakemake)
files, params = snakemake.input, snakemake.params

rows = read_rows(params.names, predictions=files.predictions)
cubes = {
    names["split"]: shown.open_shown(path)
    for names, path in zip(params.splits, files.tests, strict=True)
}
classes = fits.read_classes(files.tests[0])
errors = misclassified.most_confident(rows)
figure = misclassified.draw(
    errors,
    cubes,
    classes,
    title=style.data_label(*rows[0].place),
    simulated=is_simulated(fits.read_provenance(files.tests[0])),
)
style.write(
    shown.noted(figure, *cubes.values()),
    misclassified.numbers(errors, classes),
    snakemake.output,
)
job.finish()
