"""Score one run on its training images.

input: predictions (CSV), split (split.json: class names); output: metrics (JSON)
"""

import json
from pathlib import Path

import pandas as pd

from galaxybench.evaluation.metrics import rates
from galaxybench.files import write_json
from galaxybench.jobs import job_log

job_log.start(snakemake.log[0])

predictions = pd.read_csv(snakemake.input.predictions)
classes = json.loads(Path(snakemake.input.split).read_text())["classes"]
write_json(
    snakemake.output.metrics,
    {"train_images": len(predictions), **rates(predictions, classes)},
)
