"""Write the bibliography of an experiment, as BibTeX."""

from pathlib import Path

import pandas as pd
import yaml

from galaxybench.files import read_json, write_text
from galaxybench.jobs import job_log
from galaxybench.records.recorder import recorded
from galaxybench.report import citations
from galaxybench.report.bibliography import bibliography, statistics_of

job_log.start(snakemake.log[0])
job = recorded(snakemake)
files = snakemake.input

text = bibliography(
    list(map(read_json, files.runs)),
    list(map(read_json, files.splits)),
    statistics_of(
        pd.read_csv(files.table),
        pd.read_csv(files.pairs),
        snakemake.params.ranked,
    ),
    [
        *(citations.GRADCAM if snakemake.params.gradcam else ()),
        *(citations.LABELS if snakemake.params.label_check else ()),
    ],
    yaml.safe_load(Path(files.software).read_text(encoding="utf-8")),
)
write_text(snakemake.output.references, text)
job.finish()
