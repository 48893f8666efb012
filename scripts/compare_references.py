"""Compare the figures that studies reported with the runs that repeat them."""

import pandas as pd

from galaxybench.comparison.reproduction import compare
from galaxybench.files import read_json, write_text
from galaxybench.jobs import job_log
from galaxybench.records.recorder import recorded
from galaxybench.spreadsheets import as_csv

job_log.start(snakemake.log[0])
job = recorded(snakemake)
files, params = snakemake.input, snakemake.params

splits = list(zip(params.splits, map(read_json, files.splits), strict=True))
table, paired = (pd.read_csv(file) for file in (files.table, files.amounts))
compared = compare(params.references, table, splits, paired)
write_text(snakemake.output.table, as_csv(compared))
job.finish()
