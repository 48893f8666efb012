"""Write the tables of one data set and split scheme as Markdown and LaTeX.

input: table (metrics.csv), pairs (significance.csv), metrics (list of JSON); params:
names (list of {dataset, split, scheme, recipe, model, seed}, same order as metrics);
output: <table>_md and <table>_tex, of models, pairs, classes and calibration
"""

import json
from pathlib import Path

import pandas as pd

from galaxybench.comparison.summary import summarize
from galaxybench.files import replacing
from galaxybench.jobs import job_log
from galaxybench.report import tables
from galaxybench.report.table_formats import FORMATS

job_log.start(snakemake.log[0])
names, files = snakemake.wildcards, snakemake.input


def here(path: str) -> pd.DataFrame:
    """Read the rows of this data set and split scheme."""
    rows = pd.read_csv(path)
    rows = rows[(rows["dataset"] == names.dataset) & (rows["scheme"] == names.scheme)]
    return rows.reset_index(drop=True)


summary = summarize(here(files.table))
scored = [
    (name, json.loads(Path(path).read_text()))
    for name, path in zip(snakemake.params.names, files.metrics, strict=True)
]
place = f"{names.dataset}, split {names.scheme}"
made = {
    "models": tables.models(summary, place),
    "pairs": tables.pairs(here(files.pairs), place),
    "classes": tables.classes(scored, summary, place),
    "calibration": tables.calibration(summary, place),
}
for name, table in made.items():
    label = "-".join([names.experiment, names.dataset, names.scheme, name])
    for ending, printed in FORMATS.items():
        with replacing(getattr(snakemake.output, f"{name}_{ending}")) as partial:
            partial.write_text(printed(table, label), encoding="utf-8")
