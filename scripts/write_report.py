"""Write the page of an experiment.

input: table (metrics.csv), pairs and overall (significance.csv and .json), references
(references.csv, or none), ranks (ranks.json, or none), citations (BibTeX), metrics,
train, runs, entries (lists of JSON), splits (split.json, all instances), figures,
diagrams (PNG)
params: experiment, title, names and train (lists of {dataset, split, scheme, recipe,
model, seed}, same order as the inputs metrics and train), views (of the runs, by
test-time augmentation), splits (list of {dataset, split, scheme}, same order as the
input), figures (list of {dataset, scheme, figure}, same order), ranked (list of
schemes, same order as the diagrams); output: report (HTML)
"""

import json
import shlex
from pathlib import Path

import pandas as pd

from galaxybench.comparison.reproduction import load
from galaxybench.files import replacing
from galaxybench.jobs import job_log
from galaxybench.report.page import render

job_log.start(snakemake.log[0])
files, params = snakemake.input, snakemake.params
own = snakemake.config["configfiles"]
command = ["snakemake", "--cores", "all", params.experiment]
command += ["--configfile", *own] if own else []


def named(names: list[dict], paths: list[str]) -> list[tuple[dict, dict]]:
    """Pair the contents of JSON files with their names."""
    return [
        (name, json.loads(Path(path).read_text()))
        for name, path in zip(names, paths, strict=True)
    ]


runs = [json.loads(Path(path).read_text()) for path in files.runs]
for run, views in zip(runs, params.views, strict=True):
    run["recipe"]["test_time_augmentation"] = views

page = render(
    experiment=params.experiment,
    title=params.title,
    command=shlex.join(command),
    table=pd.read_csv(files.table),
    pairs=pd.read_csv(files.pairs),
    overall=json.loads(Path(files.overall).read_text()),
    ranks=json.loads(Path(files.ranks).read_text()) if files.ranks else [],
    references=load(Path(files.references)) if files.references else None,
    citations=Path(files.citations).read_text(encoding="utf-8"),
    metrics=named(params.names, files.metrics),
    train=named(params.train, files.train),
    runs=runs,
    entries=[json.loads(Path(path).read_text()) for path in files.entries],
    splits=named(params.splits, files.splits),
    figures=list(zip(params.figures, files.figures, strict=True)),
    diagrams=dict(zip(params.ranked, files.diagrams, strict=True)),
)
with replacing(snakemake.output.report) as partial:
    partial.write_text(page, encoding="utf-8")
