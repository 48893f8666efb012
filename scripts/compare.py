"""Write the page of two experiments side by side.

input: tables (metrics.csv), records (record.json) and answers (answers.csv) of the
first and the second; params: names (of the two); output: report (HTML)
"""

import json
from pathlib import Path

import pandas as pd

from galaxybench import changes, runlog
from galaxybench.atomic import replacing
from galaxybench.significance import LEVEL
from galaxybench.templates import environment

runlog.start(snakemake.log[0])
files = snakemake.input

old, new = (
    changes.Side(
        name,
        pd.read_csv(table),
        json.loads(Path(record).read_text()),
        pd.read_csv(answers),
    )
    for name, table, record, answers in zip(
        snakemake.params.names, files.tables, files.records, files.answers, strict=True
    )
)
page = (
    environment()
    .get_template("comparison.html.j2")
    .render(
        simulated=sorted({*changes.simulated(old), *changes.simulated(new)}),
        old=old.name,
        new=new.name,
        places=changes.results(old, new),
        settings=changes.settings(old, new),
        facts=changes.facts(old, new),
        level=LEVEL,
    )
)
with replacing(snakemake.output.report) as partial:
    partial.write_text(page, encoding="utf-8")
