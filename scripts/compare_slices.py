"""Compare the rows of an experiment on slices of their test images."""

from galaxybench.comparison.slices import compare
from galaxybench.evaluation.rows import read_rows
from galaxybench.files import write_text
from galaxybench.images.fits import read_catalog
from galaxybench.jobs import job_log
from galaxybench.records.recorder import recorded
from galaxybench.spreadsheets import as_csv

job_log.start(snakemake.log[0])
job = recorded(snakemake)
files, params = snakemake.input, snakemake.params

catalogs = {
    (names["dataset"], names["split"]): read_catalog(test)
    for names, test in zip(params.splits, files.tests, strict=True)
}
columns = ["source_index", "label", "predicted"]
rows = read_rows(
    params.names,
    metrics=files.metrics,
    predictions=files.predictions,
    columns=columns,
)
table = compare(rows, catalogs, params.slices)
write_text(snakemake.output.table, as_csv(table))
job.finish()
