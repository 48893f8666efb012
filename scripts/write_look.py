"""Write the page of a data set as it was imported."""

from pathlib import Path

from galaxybench.files import read_json, write_text
from galaxybench.jobs import job_log
from galaxybench.records.recorder import recorded
from galaxybench.report import look

job_log.start(snakemake.log[0])
job = recorded(snakemake)
files = snakemake.input
data = look.load(
    snakemake.wildcards.dataset,
    snakemake.params.dataset,
    read_json(files.summary),
    Path(files.images),
)
write_text(snakemake.output.page, look.render(data))
job.finish()
