"""Score one run on its training images."""

import pandas as pd

from galaxybench.evaluation.metrics import rates
from galaxybench.files import read_json, write_json
from galaxybench.jobs import job_log
from galaxybench.records.recorder import recorded

job_log.start(snakemake.log[0])
job = recorded(snakemake)

predictions = pd.read_csv(snakemake.input.predictions)
classes = read_json(snakemake.input.split)["classes"]
write_json(
    snakemake.output.metrics,
    {"train_images": len(predictions), **rates(predictions, classes)},
)
job.finish()
