"""Draw the Grad-CAM maps of the most confident errors of every model."""

from galaxybench.evaluation.rows import read_rows
from galaxybench.figures import gradcam, shown, style
from galaxybench.images import fits
from galaxybench.images.simulated import is_simulated
from galaxybench.jobs import job_log
from galaxybench.records.recorder import recorded

job_log.start(snakemake.log[0])
job = recorded(snakemake)
files, names = snakemake.input, snakemake.params.names

rows = read_rows(names)
maps = map(gradcam.read_maps, files.maps)
explained = dict(zip((row.key for row in rows), maps, strict=True))
cube = shown.open_shown(files.test)
classes = fits.read_classes(files.test)
figure = gradcam.draw(
    explained,
    cube,
    classes,
    title=style.data_label(rows[0].run.dataset, rows[0].run.split),
    simulated=is_simulated(fits.read_provenance(files.test)),
)
style.write(
    shown.noted(figure, cube), gradcam.numbers(explained, classes), snakemake.output
)
job.finish()
