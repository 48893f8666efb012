"""Compute the pixel statistics of the training split, which normalization uses."""

from galaxybench.files import write_json
from galaxybench.jobs import job_log
from galaxybench.preparation.pixel_statistics import fit_pixel_statistics
from galaxybench.records.recorder import recorded

job_log.start(snakemake.log[0])
job = recorded(snakemake)
write_json(snakemake.output.statistics, fit_pixel_statistics(snakemake.input.train))
job.finish()
