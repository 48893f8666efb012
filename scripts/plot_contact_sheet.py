"""Draw newly classified images on one page."""

from pathlib import Path

from galaxybench.figures import contact_sheet, style
from galaxybench.files import read_json
from galaxybench.jobs import job_log
from galaxybench.records.recorder import recorded

job_log.start(snakemake.log[0])
job = recorded(snakemake)
files, output = snakemake.input, snakemake.output
result = contact_sheet.load(
    Path(files.predictions), Path(files.refused), read_json(files.description)
)
style.save(contact_sheet.draw(result), output.png, output.pdf)
job.finish()
