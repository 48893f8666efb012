"""Write the page of an experiment."""

import shlex
from pathlib import Path

import pandas as pd

from galaxybench.comparison.reproduction import load
from galaxybench.comparison.slices import load as load_slices
from galaxybench.evaluation.rows import Place, read_rows, with_test_time_augmentation
from galaxybench.files import read_json, write_json, write_text
from galaxybench.jobs import job_log
from galaxybench.records.recorder import recorded
from galaxybench.report import scorings
from galaxybench.report.page import render
from galaxybench.report.sections import Results

job_log.start(snakemake.log[0])
job = recorded(snakemake)
files, params = snakemake.input, snakemake.params

rows = read_rows(
    params.names, metrics=files.metrics, descriptions=[*files.runs, *files.entries]
)
results = Results(
    rows=with_test_time_augmentation(rows, params.views),
    train=read_rows(params.train, metrics=files.train),
    splits=list(zip(params.splits, map(read_json, files.splits), strict=True)),
    warnings={
        name: read_json(file)["warnings"]
        for name, file in zip(params.datasets, files.imports, strict=True)
    },
    table=pd.read_csv(files.table),
    pairs=pd.read_csv(files.pairs),
    ranking=pd.read_csv(files.ranking),
    amounts=pd.read_csv(files.amounts),
    ranks=read_json(files.ranks) if files.ranks else [],
    references=load(Path(files.references)) if files.references else None,
    slices=load_slices(Path(files.slices)) if files.slices else None,
    citations=Path(files.citations).read_text(encoding="utf-8"),
    labels=dict(
        zip(
            [
                Place(each["dataset"], each["scheme"])
                for each in params.figures
                if each["figure"] == "likely_wrong"
            ],
            map(read_json, files.labels),
            strict=True,
        )
    ),
    # No input: a new scoring does not make the page anew.
    ledger=scorings.read(params.ledger),
)
own = snakemake.config["configfiles"]
command = ["snakemake", "--cores", "all", params.experiment]
page = render(
    params.experiment,
    results,
    title=params.title,
    command=shlex.join([*command, *(["--configfile", *own] if own else [])]),
    figures=list(zip(params.figures, files.figures, strict=True)),
    diagrams=dict(zip(params.ranked, files.diagrams, strict=True)),
    missing=params.left_out,
)
write_json(snakemake.output.left_out, params.left_out)
write_text(snakemake.output.report, page)
job.finish()
