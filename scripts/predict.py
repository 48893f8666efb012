"""Class probabilities of test and validation images: model in, CSV and JSON out."""

import os
from pathlib import Path

from galaxybench.jobs import job_log

job_log.start(snakemake.log[0])
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

from galaxybench.jobs import gpu_slots  # noqa: E402
from galaxybench.machine import backends  # noqa: E402

gpu_slots.claim(gpu_slots.asked(snakemake.resources))
backends.limit_threads(snakemake.threads)

from galaxybench.evaluation.prediction import predict  # noqa: E402
from galaxybench.files import write_json  # noqa: E402

files, outputs = snakemake.input, snakemake.output
speed = predict(
    Path(files.model),
    [
        (Path(files.test), Path(outputs.predictions)),
        (Path(files.valid), Path(outputs.valid)),
    ],
    snakemake.threads,
    snakemake.params.views,
)
write_json(outputs.speed, speed)
