"""Draw a few training images of every class."""

from galaxybench.figures import samples, shown, style
from galaxybench.images import fits
from galaxybench.images.simulated import is_simulated
from galaxybench.jobs import job_log
from galaxybench.records.recorder import recorded

job_log.start(snakemake.log[0])
job = recorded(snakemake)
train, names = snakemake.input.train, snakemake.wildcards

cube = shown.open_shown(train)
labels, classes = fits.read_labels(train), fits.read_classes(train)
figure = samples.draw(
    cube,
    labels,
    classes,
    title=style.data_label(names.dataset, names.scheme),
    simulated=is_simulated(fits.read_provenance(train)),
)
style.write(
    shown.noted(figure, cube), samples.numbers(labels, classes), snakemake.output
)
job.finish()
