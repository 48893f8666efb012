"""Find the slices of the test images, before anything is trained."""

from galaxybench.comparison.slices import count
from galaxybench.files import write_text
from galaxybench.images.fits import read_catalog
from galaxybench.jobs import job_log
from galaxybench.records.recorder import recorded
from galaxybench.spreadsheets import as_csv

job_log.start(snakemake.log[0])
job = recorded(snakemake)
names = snakemake.wildcards

try:
    found = count([*map(read_catalog, snakemake.input.tests)], snakemake.params.slices)
except ValueError as error:
    raise ValueError(f"{names.dataset}, split {names.scheme}: {error}") from None
write_text(snakemake.output.table, as_csv(found))
job.finish()
