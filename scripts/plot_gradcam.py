"""Draw what every model looked at in its most confident errors.

input: maps (list of .npz), test (test.fits of the instance that they are of); output:
png, pdf, csv; params: names (list, same order as maps)
"""

import numpy as np

from galaxybench.figures import gradcam, style
from galaxybench.images.fits import open_cube, read_classes, read_provenance
from galaxybench.images.simulated import is_simulated
from galaxybench.jobs import job_log

job_log.start(snakemake.log[0])
files, names = snakemake.input, snakemake.params.names

explained = {
    (name["recipe"], name["model"]): dict(np.load(path))
    for name, path in zip(names, files.maps, strict=True)
}
classes = read_classes(files.test)
figure = gradcam.draw(
    explained,
    open_cube(files.test),
    classes,
    title=style.data_label(names[0]["dataset"], names[0]["split"]),
    simulated=is_simulated(read_provenance(files.test)),
)
style.save(figure, snakemake.output.png, snakemake.output.pdf)
style.save_numbers(gradcam.numbers(explained, classes), snakemake.output.csv)
