"""Draw what every model looked at in its most confident errors."""

import numpy as np

from galaxybench.evaluation.rows import read_rows
from galaxybench.figures import gradcam, style
from galaxybench.images.fits import open_cube, read_classes, read_provenance
from galaxybench.images.simulated import is_simulated
from galaxybench.jobs import job_log

job_log.start(snakemake.log[0])
files, names = snakemake.input, snakemake.params.names

rows = read_rows(names)
explained = {
    row.key: dict(np.load(path)) for row, path in zip(rows, files.maps, strict=True)
}
classes = read_classes(files.test)
figure = gradcam.draw(
    explained,
    open_cube(files.test),
    classes,
    title=style.data_label(rows[0].run.dataset, rows[0].run.split),
    simulated=is_simulated(read_provenance(files.test)),
)
style.save(figure, snakemake.output.png, snakemake.output.pdf)
style.save_numbers(gradcam.numbers(explained, classes), snakemake.output.csv)
