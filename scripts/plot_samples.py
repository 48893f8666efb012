"""Draw a few training images of every class.

input: train (train.fits of one instance of the scheme); output: png, pdf
wildcards: dataset, scheme
"""

from galaxybench import runlog
from galaxybench.figures import samples, style
from galaxybench.fits import open_cube, read_classes, read_labels, read_provenance

runlog.start(snakemake.log[0])
train, names = snakemake.input.train, snakemake.wildcards

figure = samples.draw(
    open_cube(train),
    read_labels(train),
    read_classes(train),
    title=style.data_label(names.dataset, names.scheme),
    simulated=style.is_simulated(read_provenance(train)),
)
style.save(figure, snakemake.output.png, snakemake.output.pdf)
