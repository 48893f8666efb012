"""Write the tables of one data set and split scheme as Markdown and LaTeX."""

from dataclasses import replace

import pandas as pd

from galaxybench.comparison.summary import summarize
from galaxybench.evaluation.rows import Place, read_rows
from galaxybench.files import write_text
from galaxybench.jobs import job_log
from galaxybench.records.recorder import recorded
from galaxybench.report import tables
from galaxybench.report.table_formats import FORMATS

job_log.start(snakemake.log[0])
job = recorded(snakemake)
names, files = snakemake.wildcards, snakemake.input

place = Place(names.dataset, names.scheme)
table, ranking = (pd.read_csv(file) for file in (files.table, files.ranking))
summary = summarize(place.here(table), ranking)
pairs = place.here(pd.read_csv(files.pairs))
rows = read_rows(snakemake.params.names, metrics=files.metrics)
where = f"{place.dataset}, split {place.scheme}"
made = {
    "models": tables.models(summary, where),
    "pairs": tables.pairs(pairs, where),
    "classes": tables.classes(rows, summary, where),
    "calibration": tables.calibration(summary, where),
}
incomplete = tables.incomplete(summary, snakemake.params.failed)
for name, made_table in made.items():
    whole = replace(made_table, caption=made_table.caption + incomplete)
    label = "-".join([names.experiment, *place, name])
    for ending, printed in FORMATS.items():
        write_text(snakemake.output[f"{name}_{ending}"], printed(whole, label))
job.finish()
