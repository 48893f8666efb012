"""Draw a few training images of every class.

input: train (train.fits of one instance of the scheme)
output: png, pdf, csv; wildcards: dataset, scheme
"""

from galaxybench import runlog
from galaxybench.figures import samples, style
from galaxybench.fits import open_cube, read_classes, read_labels, read_provenance

runlog.start(snakemake.log[0])
train, names = snakemake.input.train, snakemake.wildcards

labels, classes = read_labels(train), read_classes(train)
figure = samples.draw(
    open_cube(train),
    labels,
    classes,
    title=style.data_label(names.dataset, names.scheme),
    simulated=style.is_simulated(read_provenance(train)),
)
style.save(figure, snakemake.output.png, snakemake.output.pdf)
style.save_numbers(samples.numbers(labels, classes), snakemake.output.csv)
