"""Draw a few training images as the augmentation of every recipe changes them."""

from galaxybench.figures import augmentation, style
from galaxybench.images.fits import (
    open_cube,
    read_classes,
    read_labels,
    read_provenance,
)
from galaxybench.images.simulated import is_simulated
from galaxybench.jobs import job_log

job_log.start(snakemake.log[0])
train, names = snakemake.input.train, snakemake.wildcards

chosen = snakemake.params.augmentations
labels, classes = read_labels(train), read_classes(train)
figure = augmentation.draw(
    open_cube(train),
    labels,
    classes,
    chosen,
    title=style.data_label(names.dataset, names.scheme),
    simulated=is_simulated(read_provenance(train)),
)
style.save(figure, snakemake.output.png, snakemake.output.pdf)
style.save_numbers(augmentation.numbers(labels, classes, chosen), snakemake.output.csv)
