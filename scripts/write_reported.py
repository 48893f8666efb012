"""Write the reported figures beside those of our runs, as Markdown and LaTeX."""

from pathlib import Path

from galaxybench.comparison.reproduction import load
from galaxybench.files import write_text
from galaxybench.jobs import job_log
from galaxybench.records.recorder import recorded
from galaxybench.report.table_formats import FORMATS
from galaxybench.report.tables import reported

job_log.start(snakemake.log[0])
job = recorded(snakemake)

table = reported(load(Path(snakemake.input.references)))
for ending, printed in FORMATS.items():
    text = printed(table, f"{snakemake.wildcards.experiment}-reported")
    write_text(snakemake.output[f"reported_{ending}"], text)
job.finish()
