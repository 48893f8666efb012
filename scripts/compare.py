"""Write the page of two experiments side by side."""

import pandas as pd

from galaxybench.files import read_json, write_text
from galaxybench.jobs import job_log
from galaxybench.records.recorder import recorded
from galaxybench.report.side_by_side import Side, render

job_log.start(snakemake.log[0])
job = recorded(snakemake)
files = snakemake.input

old, new = (
    Side(name, pd.read_csv(table), read_json(record), pd.read_csv(answers))
    for name, table, record, answers in zip(
        snakemake.params.names, files.tables, files.records, files.answers, strict=True
    )
)
write_text(snakemake.output.report, render(old, new))
job.finish()
