"""Write what an experiment has to cite.

input: table (metrics.csv), pairs and overall (significance.csv and .json), runs (list
of run.json), splits (list of split.json), software (CITATION.cff); output: references
(BibTeX)
"""

import json
from pathlib import Path

import pandas as pd
import yaml

from galaxybench.files import replacing
from galaxybench.jobs import job_log
from galaxybench.report import citations
from galaxybench.report.bibliography import bibliography, statistics_of

job_log.start(snakemake.log[0])
files = snakemake.input

text = bibliography(
    [json.loads(Path(path).read_text()) for path in files.runs],
    [json.loads(Path(path).read_text()) for path in files.splits],
    statistics_of(
        pd.read_csv(files.table),
        pd.read_csv(files.pairs),
        json.loads(Path(files.overall).read_text()),
        snakemake.params.ranked,
    ),
    list(citations.GRADCAM) if snakemake.params.gradcam else [],
    yaml.safe_load(Path(files.software).read_text()),
)
with replacing(snakemake.output.references) as partial:
    partial.write_text(text, encoding="utf-8")
