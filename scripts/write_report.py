"""Write the page of an experiment.

input: table (metrics.csv), runs (JSON), splits (split.json, all instances), figures
(PNG), template; params: experiment, title, splits (list of {dataset, split,
scheme}, same order as the input), figures (list of {dataset, scheme, figure}, same
order); output: report (HTML)
"""

import json
import shlex
from pathlib import Path

import pandas as pd

from galaxybench import runlog
from galaxybench.atomic import replacing
from galaxybench.report import render

runlog.start(snakemake.log[0])
files, params = snakemake.input, snakemake.params
own = snakemake.config["configfiles"]
command = ["snakemake", "--cores", "all", params.experiment]
command += ["--configfile", *own] if own else []

page = render(
    experiment=params.experiment,
    title=params.title,
    command=shlex.join(command),
    table=pd.read_csv(files.table),
    runs=[json.loads(Path(path).read_text()) for path in files.runs],
    splits=[
        (names, json.loads(Path(path).read_text()))
        for names, path in zip(params.splits, files.splits, strict=True)
    ],
    figures=list(zip(params.figures, files.figures, strict=True)),
)
with replacing(snakemake.output.report) as partial:
    partial.write_text(page, encoding="utf-8")
