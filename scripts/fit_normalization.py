"""Measure the pixels of the training part, for the model's first layers."""

from galaxybench import runlog
from galaxybench.atomic import write_json
from galaxybench.pixels import fit_pixel_statistics

runlog.start(snakemake.log[0])
write_json(snakemake.output.statistics, fit_pixel_statistics(snakemake.input.train))
