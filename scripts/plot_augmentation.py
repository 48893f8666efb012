"""Draw a few training images as the augmentation of every recipe changes them."""

from galaxybench.figures import augmentation, shown, style
from galaxybench.images import fits
from galaxybench.images.simulated import is_simulated
from galaxybench.jobs import job_log
from galaxybench.records.recorder import recorded

job_log.start(snakemake.log[0])
job = recorded(snakemake)
train, names = snakemake.input.train, snakemake.wildcards

chosen = snakemake.params.augmentations
cube = shown.open_shown(train)
labels, classes = fits.read_labels(train), fits.read_classes(train)
figure = augmentation.draw(
    cube,
    labels,
    classes,
    chosen,
    title=style.data_label(names.dataset, names.scheme),
    simulated=is_simulated(fits.read_provenance(train)),
)
style.write(
    shown.noted(figure, cube),
    augmentation.numbers(labels, classes, chosen),
    snakemake.output,
)
job.finish()
