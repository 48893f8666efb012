"""Write the page of two experiments side by side.

input: tables (metrics.csv), records (record.json) and answers (answers.csv) of the
first and the second; params: names (of the two); output: report (HTML)
"""

import json
from pathlib import Path

import pandas as pd

from galaxybench.comparison.significance import LEVEL
from galaxybench.files import replacing
from galaxybench.jobs import job_log
from galaxybench.report import side_by_side
from galaxybench.report.page_templates import environment

job_log.start(snakemake.log[0])
files = snakemake.input

old, new = (
    side_by_side.Side(
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
        simulated=sorted({*side_by_side.simulated(old), *side_by_side.simulated(new)}),
        old=old.name,
        new=new.name,
        places=side_by_side.results(old, new),
        settings=side_by_side.settings(old, new),
        facts=side_by_side.facts(old, new),
        level=LEVEL,
    )
)
with replacing(snakemake.output.report) as partial:
    partial.write_text(page, encoding="utf-8")
