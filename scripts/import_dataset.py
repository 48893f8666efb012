"""Write a data source's images into one FITS cube, with a summary of it."""

from pathlib import Path

from galaxybench.jobs import job_log
from galaxybench.preparation.importing import data_files, import_dataset
from galaxybench.records.recorder import recorded

job_log.start(snakemake.log[0])
job = recorded(snakemake)
import_dataset(
    **snakemake.params.dataset,  # source, options, selection
    files=data_files(snakemake.params.dataset["source"], snakemake.input.files),
    output=Path(snakemake.output.images),
    summary=Path(snakemake.output.summary),
    planned=snakemake.params.local,
)
job.finish()
