"""Put the runs of an experiment into one table."""

from galaxybench.comparison.summary import collect
from galaxybench.evaluation.rows import read_rows
from galaxybench.files import write_text
from galaxybench.jobs import job_log
from galaxybench.records.agreement import check_runs
from galaxybench.records.recorder import recorded

job_log.start(snakemake.log[0])
job = recorded(snakemake)
files, params = snakemake.input, snakemake.params

# Runs come before the other rows, and have a speed each.
runs = len(files.speeds)
check_runs(files.runs[:runs], params.names[:runs], params.planned)
rows = read_rows(
    params.names, metrics=files.metrics, descriptions=files.runs, speeds=files.speeds
)
table = collect(rows, train=read_rows(params.train, metrics=files.train))
write_text(snakemake.output.table, table.to_csv(index=False))
job.finish()
