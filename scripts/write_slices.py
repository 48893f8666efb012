"""Write the accuracies on slices of the test images as Markdown and LaTeX."""

from pathlib import Path

from galaxybench.comparison.slices import load
from galaxybench.evaluation.rows import Place
from galaxybench.files import write_text
from galaxybench.jobs import job_log
from galaxybench.records.recorder import recorded
from galaxybench.report.slice_table import slices
from galaxybench.report.table_formats import FORMATS

job_log.start(snakemake.log[0])
job = recorded(snakemake)
names = snakemake.wildcards

place = Place(names.dataset, names.scheme)
table = slices(
    place.here(load(Path(snakemake.input.table))),
    f"{place.dataset}, split {place.scheme}",
)
label = "-".join([names.experiment, *place, "slices"])
for ending, printed in FORMATS.items():
    write_text(snakemake.output[f"slices_{ending}"], printed(table, label))
job.finish()
